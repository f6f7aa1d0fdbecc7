-- Ownership: which gateway holds a promised call-back that has no caller on the line yet.

-- Return the sets of open calls: of no gateway, of live gateways, and of dead gateways with calls.
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

-- Return the live gateway with the fewest calls that accepts new ones; ties go to the first name. '' for none.
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

-- Assign a gateway to a call-back that is to be offered. Returns whether it has one.
local function ensure_gateway(c, call)
  if call.gateway ~= '' then return true end
  local gateway = least_busy_gateway(c)
  if gateway == '' then return false end
  assign_gateway(c, call, gateway)
  return true
end

-- No live gateway can take the call: it is offered again when one can.
local function park(c, call)
  stop_waiting(c, call)
  redis.call('SADD', c.key .. 'parked', call.id)
end

local function unassign_gateway(c, call)
  assign_gateway(c, call, '')
end
