-- Presence: when advisors take calls, as they or a supervisor request. The log records who did.

local function save_presence(c, id)
  save(c)
  return advisor_of(c, id).state
end

-- args: advisor, address, level by queue (JSON), actor. Returns the advisor's state.
local function set_ready(keys, args)
  local c = campaign(keys)
  local advisor = advisor_of(c, args[1])
  set_address_and_queues(c, advisor, args[2], args[3])
  if has_call(advisor) then
    request_pending(c, advisor, '', '', args[4])
  elseif advisor.state ~= 'available' then
    if advisor.pending ~= '' then set_pending(advisor, '', '') end
    make_available(c, advisor, '', c.now, nil, args[4])
  end
  match_advisors(c, {advisor})
  return save_presence(c, advisor.id)
end

local function same_levels(one, other)
  for queue, level in pairs(one) do
    if other[queue] ~= level then return false end
  end
  for queue in pairs(other) do
    if one[queue] == nil then return false end
  end
  return true
end

-- args: advisor, level by queue (JSON), the same as text, actor. The advisor's call or offer continues; an unknown
-- advisor stays unknown. Returns the advisor's state.
local function set_queues(keys, args)
  local c = campaign(keys)
  local advisor = advisor_of(c, args[1])
  local is_known = redis.call('SISMEMBER', c.key .. 'advisors', advisor.id) == 1
  if is_known and not same_levels(levels_of(advisor), decode_json(args[2])) then
    record(c, {type = 'AdvisorQueuesChanged', advisor = advisor.id, queues = args[3]}, nil, args[4])
    set_address_and_queues(c, advisor, advisor.address, args[2])
    match_advisors(c, {advisor})
  end
  return save_presence(c, advisor.id)
end

-- args: advisor, reason, actor. Returns the advisor's state.
local function set_paused(keys, args)
  local c = campaign(keys)
  make_unavailable(c, advisor_of(c, args[1]), 'paused', args[2], args[3])
  return save_presence(c, args[1])
end

-- args: advisor, actor. Returns the advisor's state.
local function set_offline(keys, args)
  local c = campaign(keys)
  make_unavailable(c, advisor_of(c, args[1]), 'offline', '', args[2])
  return save_presence(c, args[1])
end

-- args: advisor, call (or ''), actor. Ends that call's wrap-up; if it is already over, nothing changes.
local function complete(keys, args)
  local c = campaign(keys)
  local advisor = advisor_of(c, args[1])
  if has_call(advisor) and advisor.call == args[2] then
    refuse('NOT_IN_WRAP_UP', args[1] .. ' still is in that call')
  end
  if advisor.state == 'wrap_up' and (args[2] == '' or advisor.call == args[2]) then
    free_advisor(c, advisor, '', c.now, nil, args[3])
    match_advisors(c, {advisor})
  end
  return save_presence(c, advisor.id)
end
