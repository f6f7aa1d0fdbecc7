-- Pace: how fast a queue moves, and the estimated wait. docs/decisions/0009 explains the formula.

local GAP_WEIGHT = 0.1          -- weight of the newest gap between two answers
local PATIENCE_DECAY = 0.98     -- decay of the known patience, at each end of a wait

local PACE = {fields = {'answered_at', 0, 'gap_ms', -1, 'waited_ms', 0, 'gone', 0}, transient = {}}

local function pace_of(c, queue)
  return row_of(c, PACE, c.key .. 'pace:' .. queue, queue)
end

-- Calls for one advisor, and call-backs, say nothing about the queue.
local function counts_for_pace(call)
  return call.stands_in == call.queue and call.visit == 1
end

-- Update the totals at the end of a wait: `gone` of the callers gave up in `waited_ms` of waiting.
local function update_wait(c, call, pace, abandoned)
  pace.waited_ms = pace.waited_ms * PATIENCE_DECAY + c.now - call.queued_at
  pace.gone = pace.gone * PATIENCE_DECAY + abandoned
end

-- Record an answer: its gap to the previous one measures the pace if the answered call waited during the whole gap.
local function record_answer(c, call)
  if not counts_for_pace(call) then return end
  local pace = pace_of(c, call.queue)
  update_wait(c, call, pace, 0)
  if pace.answered_at > 0 and call.queued_at <= pace.answered_at then
    local gap, newest = pace.gap_ms, c.now - pace.answered_at
    pace.gap_ms = gap < 0 and newest or gap + GAP_WEIGHT * (newest - gap)
  end
  pace.answered_at = c.now
end

-- Record that a caller left the queue without an answer.
local function record_abandonment(c, call)
  if counts_for_pace(call) then update_wait(c, call, pace_of(c, call.queue), 1) end
end

-- Estimate the remaining wait of a call with `ahead` calls before it, in ms; -1 if unknown.
local function estimate_wait(c, call, ahead)
  local pace = pace_of(c, call.queue)
  if pace.gap_ms < 0 or not counts_for_pace(call) then return -1 end
  local total_ms, abandonment_rate = (ahead + 1) * pace.gap_ms, 0
  if pace.waited_ms > 0 then abandonment_rate = pace.gone / pace.waited_ms end
  return math.floor(abandonment_rate > 0 and math.log(1 + total_ms * abandonment_rate) / abandonment_rate or total_ms)
end
