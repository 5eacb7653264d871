DROP TRIGGER wake ON milestone_events;
DROP TRIGGER recorded ON milestone_events;
DROP FUNCTION matian.milestone_event_recorded();
DROP FUNCTION public.milestone_events_as_of(date, timestamptz);
