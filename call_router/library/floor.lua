-- The floor: requests of advisors and supervisors in a call, and the view of everything at one instant.

-- Signal a request to the talk's gateway, once; the call flow decides the result.
local function request_action(c, call, advisor, request, signal)
  local key = c.key .. 'request:' .. request
  if redis.call('EXISTS', key) == 1 then return redis.status_reply('OK') end
  if call.phase ~= 'talking' or call.advisor ~= advisor or is_gone(c, call.gateway) then
    refuse('NOT_TALKING', advisor .. ' does not talk in that call')
  end
  redis.call('SET', key, 1, 'PX', REQUEST_TTL_MS)
  send_signal(c, call, signal)
  return redis.status_reply('OK')
end

-- args: call, advisor, action, request, target (or '').
local function request_advisor_action(keys, args)
  local c = campaign(keys)
  local signal = {type = 'AdvisorAsked', advisor = args[2], action = args[3], target = args[5]}
  return request_action(c, call_of(c, args[1]), args[2], args[4], signal)
end

-- args: call, supervisor, action, request, address (or ''). The call's advisor is supervised.
local function supervise(keys, args)
  local c = campaign(keys)
  local call = call_of(c, args[1])
  local signal = {type = 'SupervisorAsked', supervisor = args[2], action = args[3], address = args[5]}
  return request_action(c, call, call.advisor, args[4], signal)
end

local ADVISOR_FIELDS = {'state', 'reason', 'since', 'call', 'until', 'pending', 'pending_reason', 'queues'}
local CALL_FIELDS = {'card', 'phase', 'site', 'queue', 'offer', 'advisor', 'arrived_at', 'first_at', 'queued_at',
  'offered_at', 'answered_at', 'ended_at', 'held_at', 'held_ms'}

local function select_fields(row, fields)
  local values = {}
  for i, field in ipairs(fields) do values[i] = row[field] end
  return values
end

-- Returns epoch, seq, clock and site; queue ids; advisors and calls as {id, fields}, including calls in wrap-up. Reads
-- every row once, so it is not for polling.
local function floor(keys)
  local c = campaign(keys)
  local advisors, calls = {}, {}
  local function add_call(id) calls[#calls + 1] = {id, select_fields(call_of(c, id), CALL_FIELDS)} end
  for _, id in ipairs(redis.call('SUNION', unpack(open_call_keys(c)))) do
    if call_of(c, id).phase ~= 'parting' then add_call(id) end
  end
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'advisors')) do
    local advisor = advisor_of(c, id)
    advisors[#advisors + 1] = {id, select_fields(advisor, ADVISOR_FIELDS)}
    if advisor.state == 'wrap_up' then add_call(advisor.call) end
  end
  return {{c.epoch, c.seq, c.now, c.site}, redis.call('SMEMBERS', c.key .. 'queues'), advisors, calls}
end
