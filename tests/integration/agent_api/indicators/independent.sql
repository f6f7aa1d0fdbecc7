-- The month's indicators once more, by whoever knows the contract and not our code: from the facts as they stand in the
-- journal, with nothing in between. Only the test reads this file. One row a line and indicator; line '' is all lines.
WITH RECURSIVE fact AS MATERIALIZED (
    SELECT seq, at, type, call_id, convert_from(bytes, 'UTF8')::jsonb -> 'fact' AS f
    FROM journal WHERE campaign = 'icetex' AND (type = 'AdvisorStateChanged' OR call_id NOT IN (
        -- anomalous traffic is in no figure
        SELECT call_id FROM journal WHERE campaign = 'icetex' AND type = 'CallSetAside'
    ))
), entered AS (
    SELECT call_id, at AS arrived, f ->> 'line' AS line,
           type = 'CallIngressed' AS ingressed, coalesce((f ->> 'in_hours')::boolean, false) AS in_hours
    FROM fact WHERE type IN ('CallIngressed', 'CallReceived')
      AND at >= timestamp '2026-11-01' AT TIME ZONE 'America/Bogota'
      AND at < timestamp '2026-12-01' AT TIME ZONE 'America/Bogota'
), answer AS (
    SELECT DISTINCT ON (call_id) call_id, at AS answered FROM fact WHERE type = 'CallAnswered' ORDER BY call_id, seq
), queued AS (
    -- each entry in a queue, and whether the wait of the one before goes on
    SELECT q.call_id, q.seq, q.at, q.f ->> 'reason' = 'overflow' AS goes_on
    FROM fact q LEFT JOIN answer a USING (call_id)
    WHERE q.type = 'CallQueued' AND (a.answered IS NULL OR q.at <= a.answered)
), wait AS (
    SELECT call_id, max(at) FILTER (WHERE NOT goes_on) AS began FROM queued GROUP BY call_id
), over AS (
    SELECT call_id, at AS ended, f ->> 'outcome' AS outcome FROM fact WHERE type = 'CallEnded'
), step AS (
    SELECT call_id, type, at, lead(at) OVER (PARTITION BY call_id ORDER BY seq) AS until
    FROM fact WHERE type IN ('CallQueued', 'CallAnswered', 'CallEnded')
), talk AS (
    -- from each answer to the next entry in a queue, or the end
    SELECT call_id, sum(extract(epoch FROM until - at)) AS seconds FROM step WHERE type = 'CallAnswered' GROUP BY call_id
), advisor AS (
    SELECT call_id, at, f ->> 'state' AS state, f ->> 'previous' AS previous, f ->> 'reason' AS reason,
           lead(at) OVER (PARTITION BY f ->> 'advisor' ORDER BY seq) AS until
    FROM fact WHERE type = 'AdvisorStateChanged'
), wrap AS (
    SELECT call_id, sum(extract(epoch FROM until - at)) AS seconds FROM advisor WHERE state = 'wrap_up' GROUP BY call_id
), typified AS (
    SELECT DISTINCT call_id FROM fact WHERE type = 'CallTypified'
), tickets AS (
    SELECT call_id, count(*) FILTER (WHERE type = 'TicketFiled') AS filed,
           count(*) FILTER (WHERE type = 'TicketClosed' AND f ->> 'outcome' = 'first_contact') AS first_contact
    FROM fact WHERE call_id <> '' AND type IN ('TicketFiled', 'TicketClosed') GROUP BY call_id
), verified AS (
    -- a call is of the customer who was verified first on it
    SELECT DISTINCT ON (call_id) call_id, seq, f ->> 'customer_ref' AS who
    FROM fact WHERE type = 'IdentityVerified' ORDER BY call_id, seq
), name AS (
    -- what a call says of its caller: the number's mark, and the customer
    SELECT e.call_id, e.line, e.arrived, m.f ->> 'caller_mark' AS mark, v.who FROM entered e
    LEFT JOIN fact m ON m.call_id = e.call_id AND m.type = 'CallIngressed' LEFT JOIN verified v ON v.call_id = e.call_id
), edge AS (
    SELECT DISTINCT line, 'n' || mark AS one, 'c' || who AS other FROM name WHERE mark <> '' AND who IS NOT NULL
), step_of AS (
    SELECT line, one, other FROM edge UNION SELECT line, other, one FROM edge
), reached (line, one, other) AS (
    -- every name that calls of the line connect with another, however many lie between
    SELECT line, one, other FROM step_of
    UNION SELECT r.line, r.one, s.other FROM reached r JOIN step_of s ON s.line = r.line AND s.one = r.other
), named AS (
    SELECT call_id, line, arrived, CASE WHEN mark <> '' THEN 'n' || mark ELSE 'c' || who END AS one
    FROM name WHERE mark <> '' OR who IS NOT NULL
), set_of AS (
    SELECT line, one, min(other) AS lowest FROM reached GROUP BY line, one
), customer AS (
    SELECT s.who, s.line, s.arrived,
           lead(s.arrived) OVER (PARTITION BY s.who, s.line ORDER BY s.arrived) AS next
    FROM (SELECT n.line, n.arrived, coalesce(o.lowest, n.one) AS who FROM named n LEFT JOIN set_of o USING (line, one)) s
), c AS (
    SELECT e.*, a.answered, w.began, o.outcome, extract(epoch FROM a.answered - w.began) AS waited,
           extract(epoch FROM o.ended - w.began) AS stayed, coalesce(t.seconds, 0) + coalesce(u.seconds, 0) AS handled,
           y.call_id IS NOT NULL AS typified, k.filed, k.first_contact
    FROM entered e
    LEFT JOIN answer a USING (call_id) LEFT JOIN wait w USING (call_id) LEFT JOIN over o USING (call_id)
    LEFT JOIN talk t USING (call_id) LEFT JOIN wrap u USING (call_id) LEFT JOIN typified y USING (call_id)
    LEFT JOIN tickets k USING (call_id)
), by_line AS (
    SELECT line, call_id FROM c UNION ALL SELECT '', call_id FROM c
), figures AS (
    SELECT b.line,
           count(*) FILTER (WHERE in_hours) AS in_hours,
           count(*) FILTER (WHERE in_hours AND waited <= 20) AS within,
           count(*) FILTER (WHERE in_hours AND answered IS NOT NULL) AS answered_in_hours,
           count(*) FILTER (WHERE began IS NOT NULL) AS queued,
           count(*) FILTER (WHERE outcome = 'abandoned_queue') AS abandoned,
           count(*) FILTER (WHERE outcome = 'abandoned_queue' AND stayed < 5) AS short,
           count(*) FILTER (WHERE answered IS NOT NULL) AS answered,
           round(1000 * sum(waited) FILTER (WHERE answered IS NOT NULL)) AS waited_ms,
           round(1000 * sum(handled) FILTER (WHERE answered IS NOT NULL)) AS handled_ms,
           count(*) FILTER (WHERE answered IS NOT NULL AND typified) AS typified,
           coalesce(sum(filed) FILTER (WHERE answered IS NOT NULL), 0) AS filed,
           coalesce(sum(first_contact) FILTER (WHERE answered IS NOT NULL), 0) AS first_contact
    FROM by_line b JOIN c USING (call_id) GROUP BY b.line
), callers AS (
    SELECT line, count(*) AS callers, count(*) FILTER (WHERE again) AS again FROM (
        SELECT line, who, bool_or(next - arrived <= interval '7 days') AS again FROM customer GROUP BY line, who
    ) each GROUP BY line
), late AS (
    SELECT count(*) FILTER (WHERE type = 'TicketTermBreached') AS breached,
           count(*) FILTER (WHERE type = 'TicketClosed' AND f ->> 'outcome' <> 'withdrawn'
                            AND NOT (f ->> 'late')::boolean) AS in_time
    FROM fact WHERE at < timestamp '2026-12-01' AT TIME ZONE 'America/Bogota'
), escalation AS (
    -- the first of each tier, and the time from the end of its answered call
    SELECT e.f ->> 'tier' AS tier,
           CASE WHEN o.ended IS NULL OR e.at < o.ended THEN 0 ELSE extract(epoch FROM e.at - o.ended) END AS seconds
    FROM fact e JOIN answer a USING (call_id) LEFT JOIN over o USING (call_id)
    WHERE e.type = 'TicketEscalated' AND e.at < timestamp '2026-12-01' AT TIME ZONE 'America/Bogota'
      AND (e.f ->> 'round')::int = (e.f ->> 'tier')::int - 2
), escalated AS (
    SELECT tier, round(1000 * sum(seconds)) AS ms, count(*) AS all_of, count(*) FILTER (WHERE seconds <= 300) AS at_once,
           count(*) FILTER (WHERE seconds <= 86400) AS in_a_day
    FROM escalation GROUP BY tier
), duty AS (
    SELECT round(1000 * sum(extract(epoch FROM until - at)) FILTER (WHERE state IN ('talking', 'wrap_up'))) AS busy,
           round(1000 * sum(extract(epoch FROM until - at))
                 FILTER (WHERE state IN ('talking', 'wrap_up', 'available', 'offered'))) AS present,
           round(1000 * sum(extract(epoch FROM until - at)) FILTER (WHERE state = 'paused')) AS paused,
           round(1000 * sum(extract(epoch FROM until - at)) FILTER (WHERE state = 'paused' AND reason = 'descanso')) AS rested
    FROM advisor
)
SELECT line, 'nivel_servicio' AS indicator, within AS numerator, in_hours AS denominator FROM figures
UNION ALL SELECT line, 'nivel_atencion', answered_in_hours, in_hours FROM figures
UNION ALL SELECT line, 'abandono', abandoned, queued FROM figures
UNION ALL SELECT line, 'abandonos_cortos', short, queued FROM figures
UNION ALL SELECT line, 'asa', waited_ms, answered FROM figures
UNION ALL SELECT line, 'tmo', handled_ms, answered FROM figures
UNION ALL SELECT line, 'tipificadas', typified, answered FROM figures
UNION ALL SELECT line, 'primer_contacto', first_contact, filed FROM figures
UNION ALL SELECT line, 'repetidas', again, callers FROM callers
UNION ALL SELECT '', 'repetidas', sum(again), sum(callers) FROM callers
UNION ALL SELECT '', 'oportunidad_pqrs', in_time, in_time + breached FROM late
UNION ALL SELECT '', 'tiempo_escalamiento', ms, all_of FROM escalated WHERE tier = '2'
UNION ALL SELECT '', 'escalamiento_inmediato', at_once, all_of FROM escalated WHERE tier = '2'
UNION ALL SELECT '', 'tiempo_escalamiento_area', ms, all_of FROM escalated WHERE tier = '3'
UNION ALL SELECT '', 'escalamiento_area_un_dia', in_a_day, all_of FROM escalated WHERE tier = '3'
UNION ALL SELECT '', 'ocupacion', busy, present FROM duty
UNION ALL SELECT '', 'adherencia', present + rested, present + paused FROM duty
