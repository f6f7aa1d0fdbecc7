-- The floor: what advisors ask for in and after a call, and all that people see at one instant.

-- args: call, advisor, action, request. The call's gateway is told; what comes of it is the call flow's.
local function ask(keys, args)
  local c = campaign(keys)
  local call, request = call_of(c, args[1]), c.key .. 'request:' .. args[4]
  if redis.call('EXISTS', request) == 1 then return redis.status_reply('OK') end
  if call.phase ~= 'talking' or call.advisor ~= args[2] or is_gone(c, call.gateway) then
    refuse('NOT_TALKING', args[2] .. ' does not talk in that call')
  end
  redis.call('SET', request, 1, 'PX', REQUEST_KEPT_MS)
  tell(c, call, {type = 'AdvisorAsked', advisor = args[2], action = args[3]})
  return redis.status_reply('OK')
end

-- args: advisor, call (or ''), actor. Ends that call's wrap-up; when that is over already, nothing changes.
local function complete(keys, args)
  local c = campaign(keys)
  local advisor = advisor_of(c, args[1])
  if is_with_a_call(advisor) and advisor.call == args[2] then
    refuse('NOT_IN_WRAP_UP', args[1] .. ' still is in that call')
  end
  if advisor.state == 'wrap_up' and (args[2] == '' or advisor.call == args[2]) then
    set_free(c, advisor, '', c.now, nil, args[3])
    match_for(c, {advisor})
    close(c)
  end
  return redis.call('HGET', c.key .. 'advisor:' .. advisor.id, 'state') or 'offline'
end

local SEEN_OF_ADVISOR = {'state', 'reason', 'since', 'call', 'until', 'pending', 'pending_reason', 'queues'}
local SEEN_OF_CALL = {'card', 'phase', 'site', 'queue', 'offer', 'advisor', 'arrived_at', 'queued_at', 'offered_at',
  'answered_at', 'ended_at'}

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
