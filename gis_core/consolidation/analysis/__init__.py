"""
What holds consolidation back and where it leads: bottlenecks, key parcels, forecast, what-if, compliance.

Questions to the records are named queries (`sql/`); what is worked out from their answers is arithmetic on tables that
opens no connection, so that it can be tested against brute force and run on a table from anywhere.
"""
