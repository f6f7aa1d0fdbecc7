-- The floor: what advisors ask for in a call, and all that people see at one instant.

-- args: call, advisor, action, request, target (or ''). The call's gateway is told; what comes of it is for the call
-- flow to say.
local function ask(keys, args)
  local c = campaign(keys)
  local call, request = call_of(c, args[1]), c.key .. 'request:' .. args[4]
  if redis.call('EXISTS', request) == 1 then return redis.status_reply('OK') end
  if call.phase ~= 'talking' or call.advisor ~= args[2] or is_gone(c, call.gateway) then
    refuse('NOT_TALKING', args[2] .. ' does not talk in that call')
  end
  redis.call('SET', request, 1, 'PX', REQUEST_KEPT_MS)
  tell(c, call, {type = 'AdvisorAsked', advisor = args[2], action = args[3], target = args[5]})
  return redis.status_reply('OK')
end

local SEEN_OF_ADVISOR = {'state', 'reason', 'since', 'call', 'until', 'pending', 'pending_reason', 'queues'}
local SEEN_OF_CALL = {'card', 'phase', 'site', 'queue', 'offer', 'advisor', 'arrived_at', 'first_at', 'queued_at',
  'offered_at', 'answered_at', 'ended_at'}

-- Returns epoch, seq, clock and site; the queues' ids; advisors and calls as {id, fields}, calls in wrap-up too.
-- One read of a few fields each: 500 advisors and 2,000 calls took 33 ms on a busy machine. Not for polling.
local function floor(keys)
  local c = campaign(keys)
  local advisors, calls = {}, {}
  local function see(id)
    calls[#calls + 1] = {id, redis.call('HMGET', c.key .. 'call:' .. id, unpack(SEEN_OF_CALL))}
  end
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'open')) do see(id) end
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'advisors')) do
    local seen = redis.call('HMGET', c.key .. 'advisor:' .. id, unpack(SEEN_OF_ADVISOR))
    advisors[#advisors + 1] = {id, seen}
    if seen[1] == 'wrap_up' and seen[4] then see(seen[4]) end
  end
  return {{c.epoch, c.seq, c.now, c.site}, redis.call('SMEMBERS', c.key .. 'queues'), advisors, calls}
end
