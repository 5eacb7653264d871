DROP TRIGGER a_keep_stage ON consolidation_parcels;
DROP FUNCTION matian.keep_stage();
DROP TRIGGER recorded ON stage_events;
DROP FUNCTION matian.stage_event_recorded();
DROP PROCEDURE matian.replay_stages(text, date);
DROP FUNCTION matian.stage_steps(text);
DROP FUNCTION public.parcels_that_reached(text, date, timestamptz);
DROP FUNCTION public.stage_events_as_of(date, timestamptz);
