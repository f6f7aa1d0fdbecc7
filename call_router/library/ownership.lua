-- Holders: which gateway holds a call that was promised and has nobody on the line yet.

-- The sets of open calls, by who holds them: gateways that live, those that died with calls, and nobody.
local function open_call_keys(c)
  local sets = {c.key .. 'calls:'}
  for _, gateway in ipairs(redis.call('ZRANGE', c.key .. 'leases', 0, -1)) do
    sets[#sets + 1] = c.key .. 'calls:' .. gateway
  end
  for _, gateway in ipairs(redis.call('SMEMBERS', c.key .. 'orphaned')) do
    sets[#sets + 1] = c.key .. 'calls:' .. gateway
  end
  return sets
end

-- Of the gateways that live and take new calls, the one with the fewest; of equals the first by name. '' for none.
local function least_busy_gateway(c)
  local best, fewest = ''
  for _, gateway in ipairs(redis.call('ZRANGEBYSCORE', c.key .. 'leases', '(' .. c.now, '+inf')) do
    local calls = redis.call('SCARD', c.key .. 'calls:' .. gateway)
    local is_better = best == '' or calls < fewest or (calls == fewest and gateway < best)
    if is_better and redis.call('EXISTS', c.key .. 'draining:' .. gateway) == 0 then best, fewest = gateway, calls end
  end
  return best
end

local function assign_gateway(c, call, gateway)
  redis.call('SMOVE', c.key .. 'calls:' .. call.gateway, c.key .. 'calls:' .. gateway, call.id)
  call.gateway = gateway
end

-- A call-back in its turn needs a gateway. Returns whether it has one.
local function ensure_gateway(c, call)
  if call.gateway ~= '' then return true end
  local gateway = least_busy_gateway(c)
  if gateway == '' then return false end
  assign_gateway(c, call, gateway)
  return true
end

-- No gateway lives that could take it: it is offered again when one does.
local function park(c, call)
  stop_waiting(c, call)
  redis.call('SADD', c.key .. 'parked', call.id)
end

-- Nobody holds the call until it is offered again.
local function unassign_gateway(c, call)
  assign_gateway(c, call, '')
end
