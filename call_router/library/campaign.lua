-- The campaign: its clock, log, counters, timers, and the mailboxes of its gateways.

local GRACE_MS = 5000           -- an offer outlives the ringing by this, so that the gateway's own answer comes first
local ENDED_CALL_TTL_MS = 600000  -- late signals and retries can still read how a call ended
local REQUEST_TTL_MS = 60000
local BURIED_TTL_MS = 86400000
local RECEIVED_TTL_MS = 86400000
local TICK_ITEMS = 100
local MAX_LOOK_GAP_MS = 2000    -- a router looks ten times a second; after a longer pause its watch restarts

local TIMER_HANDLERS = {}       -- handlers of due timers, by kind

-- Abort before anything is written; the first word of the message is the stable code.
local function refuse(code, detail)
  error(redis.error_reply(code .. ' ' .. detail))
end

local function set_timer(c, timer, at_ms)
  redis.call('ZADD', c.key .. 'timers', at_ms, timer)
end

local function clear_timers(c, ...)
  redis.call('ZREM', c.key .. 'timers', ...)
end

-- Return milliseconds since the Unix epoch, never less than the campaign's last clock.
local function clock(fixed_ms, last_ms)
  if fixed_ms then return math.max(fixed_ms, last_ms) end
  local time = redis.call('TIME')
  return math.max(time[1] * 1000 + math.floor(time[2] / 1000), last_ms)
end

local CAMPAIGN = {
  fields = {'epoch', 1, 'seq', 0, 'now', 0, 'site', '', 'restored', '', 'carried', 0, 'rules', '', 'clock', false},
  transient = {key = '', rows = {}, live_gateway = '', gone_gateways = false},
}

-- Read the campaign for this act; `rows` collects what the act writes at its end.
local function campaign(keys)
  local key = keys[1] .. ':'
  local c = read_row(CAMPAIGN, key .. 'campaign')
  c.key, c.now = key, clock(c.clock, c.now)
  c.rows[key .. 'campaign'] = c
  return c
end

-- Write the changed rows, including the campaign's, which has the log's position and the clock.
local function save(c)
  write_rows(c.rows)
end

-- Return an entry id that Valkey numbers within the epoch; formatting numbers as text is expensive.
local next_id
do
  local ids = {}

  function next_id(epoch)
    if not ids[epoch] then ids[epoch] = epoch .. '-*' end
    return ids[epoch]
  end
end

-- Append one fact in JSON, with optional further fields of its entry.
local function append(c, call, actor, site, fact, ...)
  c.seq = c.seq + 1
  redis.call('XADD', c.key .. 'log', c.seq == 1 and c.epoch .. '-1' or next_id(c.epoch),
    'at', c.now, 'call', call, 'actor', actor, 'site', site, 'fact', fact, ...)
end

-- Append a fact of the library, about a call or none.
local function record(c, fact, call, actor)
  append(c, call and call.id or '', actor or 'router', call and call.site or c.site, cjson.encode(fact))
end

local function count(c, counter, by)
  redis.call('HINCRBY', c.key .. 'totals', counter, by or 1)
end

-- Return whether a gateway's lease ended and it counts as dead; read once an act, and never for the acting gateway.
local function is_gone(c, gateway)
  if gateway == c.live_gateway then return false end
  c.gone_gateways = c.gone_gateways or {}
  local gone = c.gone_gateways
  if gone[gateway] == nil then gone[gateway] = redis.call('ZSCORE', c.key .. 'buried', gateway) ~= false end
  return gone[gateway]
end

-- Send a signal to the process that holds the call; mailboxes of dead gateways are not read.
local function send_signal(c, call, signal)
  if call.gateway ~= '' and not is_gone(c, call.gateway) then
    signal.call_id = call.id
    redis.call('XADD', c.key .. 'mailbox:' .. call.gateway, '*', 'signal', cjson.encode(signal))
  end
end
