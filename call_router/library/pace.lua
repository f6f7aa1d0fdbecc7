-- Pace: how fast a queue moves, and so how long a wait may still be.

local PACE_WEIGHT = 0.1         -- of the newest gap between two answers

-- An answer came. Its gap to the one before tells the pace if somebody waited all the while: the answered call itself.
local function note_pace(c, call)
  local key = c.key .. 'pace:' .. call.queue
  local pace = fetch(key, {'answered_at', 'gap_ms'})
  if pace.answered_at ~= '' and tonumber(call.queued_at) <= tonumber(pace.answered_at) then
    local gap, newest = tonumber(pace.gap_ms), c.now - pace.answered_at
    redis.call('HSET', key, 'gap_ms', gap and gap + PACE_WEIGHT * (newest - gap) or newest)
  end
  redis.call('HSET', key, 'answered_at', c.now)
end

-- How long a call with so many before it may still wait, ms; -1 where nobody can tell.
local function estimate(c, call, before)
  local gap = tonumber(redis.call('HGET', c.key .. 'pace:' .. call.queue, 'gap_ms'))
  if not gap or call.stands_in ~= call.queue then return -1 end
  return math.floor((before + 1) * gap)
end
