-- Presence: when advisors take calls, as they or a supervisor want it. The log says who did.

local function now_in(c, id)
  close(c)
  return advisor_of(c, id).state
end

-- args: advisor, address, level by queue (JSON), actor. Returns the state that the advisor is in now.
local function ready(keys, args)
  local c = campaign(keys)
  local advisor = advisor_of(c, args[1])
  move_in(c, advisor, args[2], args[3])
  if is_with_a_call(advisor) then
    say_wish(c, advisor, '', '', args[4])
  elseif advisor.state ~= 'available' then
    if advisor.pending ~= '' then wish(advisor, '', '') end
    become_available(c, advisor, '', c.now, nil, args[4])
  end
  match_for(c, {advisor})
  return now_in(c, advisor.id)
end

-- args: advisor, reason, actor.
local function pause(keys, args)
  local c = campaign(keys)
  step_back(c, advisor_of(c, args[1]), 'paused', args[2], args[3])
  return now_in(c, args[1])
end

-- args: advisor, actor.
local function leave(keys, args)
  local c = campaign(keys)
  step_back(c, advisor_of(c, args[1]), 'offline', '', args[2])
  return now_in(c, args[1])
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
  end
  return now_in(c, advisor.id)
end
