-- Time and leases: events without a signal.

function TIMER_HANDLERS.offer(c, id)
  local call = call_of(c, id)
  lapse_offers(c, call)
  send_overdue(c, call)
end

function TIMER_HANDLERS.wrap_up(c, id)
  local advisor = advisor_of(c, id)
  free_advisor(c, advisor, '', c.now)
  match_advisors(c, {advisor})
end

function TIMER_HANDLERS.wait(c, id)
  send_overdue(c, call_of(c, id))
end

function TIMER_HANDLERS.announce(c, id)
  local call = call_of(c, id)
  if call.phase == 'waiting' or call.phase == 'offered' then send_announcement(c, call) end
end

function TIMER_HANDLERS.consult(c, id)
  local call = call_of(c, id)
  send_signal(c, call, {type = 'OfferLapsed', offer = call.consult_offer})
  miss_consultation(c, call, 'lapsed', 'no_answer')
end

local function run_timers(c)
  local due = redis.call('ZRANGEBYSCORE', c.key .. 'timers', '-inf', c.now, 'LIMIT', 0, TICK_ITEMS)
  for _, timer in ipairs(due) do
    local kind, id = timer:match('^([^:]+):(.*)$')
    redis.call('ZREM', c.key .. 'timers', timer)
    TIMER_HANDLERS[kind](c, id)
  end
  return #due
end

-- Retire a gateway's name; the call flow must end its calls. Returns their number.
local function retire_gateway(c, gateway)
  local calls = redis.call('SCARD', c.key .. 'calls:' .. gateway)
  redis.call('ZREM', c.key .. 'leases', gateway)
  redis.call('ZADD', c.key .. 'buried', c.now, gateway)
  if c.gone_gateways then c.gone_gateways[gateway] = true end
  redis.call('ZREMRANGEBYSCORE', c.key .. 'buried', '-inf', c.now - BURIED_TTL_MS)
  redis.call('DEL', c.key .. 'mailbox:' .. gateway)
  if calls > 0 then redis.call('SADD', c.key .. 'orphaned', gateway) end
  return calls
end

local function expire_leases(c, limit)
  local expired = redis.call('ZRANGEBYSCORE', c.key .. 'leases', '-inf', c.now, 'LIMIT', 0, limit)
  for _, gateway in ipairs(expired) do
    record(c, {type = 'GatewayLost', gateway = gateway, calls = retire_gateway(c, gateway)})
  end
  return #expired
end

-- Return calls of dead gateways as call, gateway, call, gateway...; in random order, so that a failing one hides no
-- other.
local function list_orphans(c, limit)
  local entries = {}
  for _, gateway in ipairs(redis.call('SMEMBERS', c.key .. 'orphaned')) do
    local calls = redis.call('SRANDMEMBER', c.key .. 'calls:' .. gateway, math.max(limit - #entries / 2, 0))
    for _, id in ipairs(calls) do
      entries[#entries + 1] = id
      entries[#entries + 1] = gateway
    end
    if redis.call('SCARD', c.key .. 'calls:' .. gateway) == 0 then
      redis.call('SREM', c.key .. 'orphaned', gateway)
    end
  end
  return entries
end

local function next_due(c)
  local timer = redis.call('ZRANGE', c.key .. 'timers', 0, 0, 'WITHSCORES')[2]
  local lease = redis.call('ZRANGE', c.key .. 'leases', 0, 0, 'WITHSCORES')[2]
  if not timer and not lease then return -1 end
  return math.min(tonumber(timer or lease), tonumber(lease or timer))
end

-- While Valkey was away no gateway could renew: only a router with a recent look may expire leases.
local function may_expire_leases(c, last_look)
  return not last_look or c.now - last_look <= MAX_LOOK_GAP_MS
end

-- args: the clock at the router's last look; without it leases expire anyway. Returns the clock, the next due time (-1:
-- none), the orphans, and whether work was left (0|1).
local function tick(keys, args)
  local c = campaign(keys)
  local done = run_timers(c)
  if may_expire_leases(c, tonumber(args[1])) then done = done + expire_leases(c, TICK_ITEMS - done) end
  if done > 0 then save(c) end
  return {c.now, next_due(c), list_orphans(c, TICK_ITEMS - done), done == TICK_ITEMS and 1 or 0}
end

-- args: gateway, duration in ms. An existing lease is only extended, so a retry is harmless.
local function acquire_lease(keys, args)
  local c = campaign(keys)
  if is_gone(c, args[1]) then
    refuse('LEASE_LOST', args[1] .. ' was taken as dead')
  end
  redis.call('ZADD', c.key .. 'leases', c.now + args[2], args[1])
  unpark(c)
  return redis.status_reply('OK')
end

-- An expired lease can be renewed until a tick retires the gateway.
local function renew_lease(keys, args)
  local c = campaign(keys)
  if redis.call('ZADD', c.key .. 'leases', 'XX', 'CH', c.now + args[2], args[1]) == 0
    and not redis.call('ZSCORE', c.key .. 'leases', args[1]) then
    refuse('LEASE_LOST', args[1] .. ' was taken as dead')
  end
  unpark(c)
  return redis.status_reply('OK')
end

-- Calls that it still holds become orphans; this is not a lost gateway.
local function release_lease(keys, args)
  retire_gateway(campaign(keys), args[1])
  return redis.status_reply('OK')
end
