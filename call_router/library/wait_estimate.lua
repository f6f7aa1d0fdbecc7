-- Pace: how fast a queue moves, and so how long a wait may still be. docs/decisions/0009 says why by this formula.

local GAP_WEIGHT = 0.1          -- of the newest gap between two answers
local PATIENCE_KEPT = 0.98      -- of what was known of patience, at each wait that ends

local PACE = {fields = {'answered_at', 0, 'gap_ms', -1, 'waited_ms', 0, 'gone', 0}, aside = {}}

local function pace_of(c, queue)
  return row_of(c, PACE, c.key .. 'pace:' .. queue, queue)
end

-- Who waits for one advisor, or to be called back, tells nothing of the others.
local function is_of_pace(call)
  return call.stands_in == call.queue and call.visit == 1
end

-- A wait ended. Of those who wait as long as all waits were together, so many give up.
local function note_wait(c, call, pace, gone)
  pace.waited_ms = pace.waited_ms * PATIENCE_KEPT + c.now - call.queued_at
  pace.gone = pace.gone * PATIENCE_KEPT + gone
end

-- By an answer: its gap to the one before tells the pace if somebody waited all the while, the answered call itself.
local function note_answer(c, call)
  if not is_of_pace(call) then return end
  local pace = pace_of(c, call.queue)
  note_wait(c, call, pace, 0)
  if pace.answered_at > 0 and call.queued_at <= pace.answered_at then
    local gap, newest = pace.gap_ms, c.now - pace.answered_at
    pace.gap_ms = gap < 0 and newest or gap + GAP_WEIGHT * (newest - gap)
  end
  pace.answered_at = c.now
end

-- By leaving the line without an answer.
local function note_gone(c, call)
  if is_of_pace(call) then note_wait(c, call, pace_of(c, call.queue), 1) end
end

-- How long a call with so many before it may still wait, ms; -1 where nobody can tell.
local function estimate(c, call, before)
  local pace = pace_of(c, call.queue)
  if pace.gap_ms < 0 or not is_of_pace(call) then return -1 end
  local all, leaving = (before + 1) * pace.gap_ms, 0
  if pace.waited_ms > 0 then leaving = pace.gone / pace.waited_ms end
  return math.floor(leaving > 0 and math.log(1 + all * leaving) / leaving or all)
end
