DROP TRIGGER wake ON custody_events;
DROP TRIGGER recorded ON custody_events;
DROP FUNCTION matian.custody_event_recorded();
DROP FUNCTION public.custody_as_of(date, timestamptz);
DROP FUNCTION public.custody_events_as_of(date, timestamptz);
