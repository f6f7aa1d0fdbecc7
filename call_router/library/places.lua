-- Places: where a call stands in its queue, from its arrival to the answer or the end.

local CALL = {'version', 'ended', 'site', 'gateway', 'request', 'committed_at', 'phase', 'line', 'queue',
  'threshold_ms', 'ring_ms', 'wrap_up_ms', 'misses', 'queued_at', 'first_at', 'head_start_ms', 'stands_in', 'place',
  'offer', 'offers', 'advisor', 'offered_at', 'wait_until', 'announce_ms', 'visit',
  'consulted', 'consult_offer', 'promised'}

-- Offers that stand, as {number, advisor, at} in the order of their numbers; an earlier release kept but one.
local function offers_of(call)
  if call.offers ~= '' then return cjson.decode(call.offers) end
  return call.phase == 'offered' and {{call.offer, call.advisor, tonumber(call.offered_at)}} or {}
end

local function call_of(c, id)
  local call = fetch(c.key .. 'call:' .. id, CALL)
  call.id = id
  call.version = tonumber(call.version) or 0
  call.offer = tonumber(call.offer) or 0
  call.offers = offers_of(call)
  call.consult_offer = tonumber(call.consult_offer) or ''
  call.misses = tonumber(call.misses) or 1
  call.first_at = tonumber(call.first_at) or tonumber(call.queued_at)
  call.head_start_ms = tonumber(call.head_start_ms) or 0
  if call.stands_in == '' then call.stands_in = call.queue end
  if call.phase == '' then call.phase = 'idle' end
  return call
end

-- The arrival that orders the queues: the first in any of them, minus the head start.
local function arrival_of(call)
  return call.first_at - call.head_start_ms
end

local function call_at(place)
  return place:sub(17)  -- 15 digits and a colon
end

local function move(c, call, phase)
  call.phase = phase
  redis.call('HSET', c.key .. 'call:' .. call.id, 'phase', phase)
end

-- Look again when the next band opens to the call, if there is one.
local function await_band(c, id, rules, arrival)
  local next_band = rules.bands[open_band(rules, c.now - arrival) + 2]
  if next_band then redis.call('ZADD', c.key .. 'timers', arrival + next_band.after_ms, 'band:' .. id) end
end

-- Stand in the queue at one's own place, new or old.
local function wait(c, call)
  redis.call('ZADD', c.key .. 'waiting:' .. call.stands_in, arrival_of(call), call.place)
  move(c, call, 'waiting')
  await_band(c, call.id, rules_of(c, call.stands_in), arrival_of(call))
end

-- With ring-all, who rings at fewer phones than may ring goes on standing in line for more.
local function gather(c, call)
  local rules = rules_of(c, call.stands_in)
  if rules.strategy ~= 'ring_all' then return end
  if #call.offers > 0 and #call.offers < rules.ring_most then
    redis.call('ZADD', c.key .. 'gathering:' .. call.stands_in, arrival_of(call), call.place)
  else
    redis.call('ZREM', c.key .. 'gathering:' .. call.stands_in, call.place)
  end
end

-- The call is no longer in the queue, waiting or ringing, whatever comes of it.
local function stand_down(c, call)
  if call.phase == 'waiting' then
    redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
  else
    redis.call('ZREM', c.key .. 'ringing:' .. call.stands_in, call.place)
    redis.call('ZREM', c.key .. 'gathering:' .. call.stands_in, call.place)
  end
  redis.call('ZREM', c.key .. 'timers', 'offer:' .. call.id, 'band:' .. call.id)
end
