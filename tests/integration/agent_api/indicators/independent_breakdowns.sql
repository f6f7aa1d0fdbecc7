-- The breakdowns of the month once more, from the facts as they stand in the journal. Only the test reads this file. One
-- row for each part: the breakdown, the part, and its number.
WITH fact AS MATERIALIZED (
    SELECT seq, at, type, call_id, convert_from(bytes, 'UTF8')::jsonb -> 'fact' AS f
    FROM journal WHERE campaign = 'icetex' AND (call_id = '' OR call_id NOT IN (
        SELECT call_id FROM journal WHERE campaign = 'icetex' AND type = 'CallSetAside'
    ))
), entered AS (
    SELECT call_id, at AS arrived, f ->> 'line' AS line FROM fact WHERE type IN ('CallIngressed', 'CallReceived')
      AND at >= timestamp '2026-11-01' AT TIME ZONE 'America/Bogota'
      AND at < timestamp '2026-12-01' AT TIME ZONE 'America/Bogota'
), due AS (
    SELECT f, type FROM fact WHERE at < timestamp '2026-12-01' AT TIME ZONE 'America/Bogota' AND (
        type = 'TicketTermBreached'
        OR (type = 'TicketClosed' AND f ->> 'outcome' <> 'withdrawn' AND NOT (f ->> 'late')::boolean)
    )
), terms AS (
    SELECT concat_ws('|', f ->> 'area', f ->> 'tier', coalesce(f ->> 'owner', '')) AS part, count(*) AS due,
           count(*) FILTER (WHERE type = 'TicketClosed') AS in_time
    FROM due GROUP BY 1
), reason AS (
    SELECT DISTINCT ON (call_id) call_id, concat_ws('|', f ->> 'kind', f ->> 'theme', coalesce(f ->> 'subtheme', '')) AS why
    FROM fact WHERE type = 'CallTypified' ORDER BY call_id, seq DESC
), step AS (
    SELECT call_id, type, f ->> 'advisor' AS advisor, at, lead(at) OVER (PARTITION BY call_id ORDER BY seq) AS until
    FROM fact WHERE type IN ('CallQueued', 'CallAnswered', 'CallEnded')
), hold AS (
    SELECT call_id, type, f ->> 'advisor' AS advisor, at, lead(at) OVER (PARTITION BY call_id ORDER BY seq) AS until
    FROM fact WHERE type IN ('CallHeld', 'CallRetrieved', 'CallQueued', 'CallEnded')
), wrap AS (
    SELECT call_id, f ->> 'advisor' AS advisor, f ->> 'state' AS state, at,
           lead(at) OVER (PARTITION BY f ->> 'advisor' ORDER BY seq) AS until
    FROM fact WHERE type = 'AdvisorStateChanged'
), work AS (
    SELECT advisor, 'calls' AS measure, count(DISTINCT call_id) AS n FROM step JOIN entered USING (call_id)
    WHERE type = 'CallAnswered' GROUP BY 1
    UNION ALL SELECT advisor, 'talk_ms', round(1000 * sum(extract(epoch FROM until - at))) FROM step
    JOIN entered USING (call_id) WHERE type = 'CallAnswered' GROUP BY 1
    UNION ALL SELECT advisor, 'hold_ms', round(1000 * sum(extract(epoch FROM until - at))) FROM hold
    JOIN entered USING (call_id) WHERE type = 'CallHeld' GROUP BY 1
    UNION ALL SELECT advisor, 'holds', count(*) FROM hold JOIN entered USING (call_id) WHERE type = 'CallHeld' GROUP BY 1
    UNION ALL SELECT advisor, 'wrap_ms', round(1000 * sum(extract(epoch FROM until - at))) FROM wrap
    JOIN entered USING (call_id) WHERE state = 'wrap_up' GROUP BY 1
    UNION ALL SELECT f ->> 'advisor', 'transfers', count(*) FROM fact JOIN entered USING (call_id)
    WHERE type = 'CallTransferred' GROUP BY 1
    UNION ALL SELECT f ->> 'advisor', 'typed', count(DISTINCT call_id) FROM fact JOIN entered USING (call_id)
    WHERE type = 'CallTypified' GROUP BY 1
)
SELECT 'due' AS breakdown, part, due AS n FROM terms
UNION ALL SELECT 'in_time', part, in_time FROM terms
UNION ALL SELECT 'reason', concat_ws('|', line, to_char(arrived AT TIME ZONE 'America/Bogota', 'IYYY-"W"IW'), why), count(*)
FROM reason JOIN entered USING (call_id) GROUP BY 2
UNION ALL SELECT 'work', concat_ws('|', advisor, measure), n FROM work
UNION ALL SELECT 'survey', concat_ws('|', f ->> 'advisor', f ->> 'question', f ->> 'answer'), count(*)
FROM fact JOIN entered USING (call_id) WHERE type = 'SurveyAnswered' GROUP BY 2
