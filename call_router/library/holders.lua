-- Holders: which gateway holds a call that was promised and has nobody on the line yet.

-- Of the gateways that live and take new calls, the one with the fewest; of equals the first by name. '' for none.
local function least_busy_gateway(c)
  local best, fewest = ''
  for _, gateway in ipairs(redis.call('ZRANGEBYSCORE', c.key .. 'leases', '(' .. c.now, '+inf')) do
    local calls = redis.call('SCARD', c.key .. 'calls:' .. gateway)
    local fewer = best == '' or calls < fewest or (calls == fewest and gateway < best)
    if fewer and redis.call('EXISTS', c.key .. 'draining:' .. gateway) == 0 then best, fewest = gateway, calls end
  end
  return best
end

-- A call-back in its turn needs a gateway. Returns whether it has one.
local function adopt(c, call)
  if call.gateway ~= '' then return true end
  local gateway = least_busy_gateway(c)
  if gateway == '' then return false end
  call.gateway = gateway
  redis.call('SADD', c.key .. 'calls:' .. gateway, call.id)
  return true
end

-- No gateway lives that could take it: it is offered again when one does.
local function park(c, call)
  stand_down(c, call)
  redis.call('SADD', c.key .. 'parked', call.id)
end

-- Nobody holds the call until it is offered again.
local function disown(c, call)
  redis.call('SREM', c.key .. 'calls:' .. call.gateway, call.id)
  call.gateway = ''
end
