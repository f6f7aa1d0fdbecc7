--[[ The function library of Atención's call router.

Everything that routes calls happens here: each function checks, writes, appends the facts of what it did, and counts
them, as one act that nothing can cut in two. A function that refuses has written nothing.

Every key, all of one campaign tagged {c} (KEYS[1] is the tag itself, "{bogota}"; nothing is stored under it), so that
a campaign lies in one slot of a cluster:

  {c}:head              hash    epoch, seq: the last id of the log; now: the campaign's last clock, ms; site: the site
                                version in force; restored: the request that made this epoch; carried: the last
                                turn of the outbox whose fact is in the log; rules: digest of those in force; clock:
                                ms since the Unix epoch, instead of the server's TIME; only tests and simulations set it
  {c}:log               stream  the facts: at, call, actor, site, fact (JSON), outbox (the row's turn, if it came
                                from there); id epoch-seq
  {c}:totals            hash    counter -> value, always equal to the fold of the log
  {c}:person            hash    reference -> what it stands for, until the recorder has taken it over

  {c}:rules             hash    queue -> its rules (JSON): strategy, weight, bands, ring_most

  {c}:call:<id>         hash    version, site, gateway
                                state: the call flow's; card: what others may read of it; both opaque here
                                request, committed_at: the last act, so that its retry gets the first answer
                                phase: idle | waiting | offered | talking | stranded | postponed | parting (over,
                                but its gateway has the caller still) | released
                                queue; terms (JSON): line, and how it waits there, rings and is wrapped up
                                first_at, head_start_ms: when it first began to wait, and how much earlier it is
                                taken to have come, ms; both are set once
                                stands_in: the queue, or @<advisor> when only that one may be rung
                                place: its member there, for ever; offer: number of the last
                                offers (JSON): those that stand, as [number, advisor, at]
                                advisor: of the last offer that stands, or of the one answered
                                wait_until: ms, when the wait is too long, until that is said; else 0
                                visit: 1 if it is counted as a visit to its queue
                                consulted: the advisor who is asked while two talk, else ''; consult_offer: while
                                that phone rings, else 0
                                promised: of a call-back, the fact (JSON) of its taking its place again; then gateway
                                is '' until it is offered
                                arrived_at, queued_at, offered_at (the last), answered_at, ended_at: ms
  {c}:open              set     calls not ended
  {c}:calls:<gateway>   set     of those, the ones that a gateway holds
  {c}:queues            set     queues that ever had a call or an advisor
  {c}:waiting:<queue>   zset    places of calls to be offered, by effective arrival (first_at - head_start_ms), ms;
                                <queue> may be @<advisor>
  {c}:ringing:<queue>   zset    likewise of calls for which a phone rings: they still wait
  {c}:gathering:<queue> zset    with ring-all, those of them that ring at fewer phones than they may
  {c}:entered:<queue>   zset    places of all that wait in it, ringing or not, by when their wait began, ms
  {c}:duty:<queue>      set     advisors who serve it and are not offline
  {c}:pace:<queue>      hash    answered_at: the last answer, ms; gap_ms: mean gap between answers while somebody waits;
                                waited_ms, gone: of late, how long callers waited, and how many of them gave up
  {c}:ready:<queue>:<band>
                        zset    advisors to be offered a call, by the score of the queue's strategy, the lowest first;
                                each in the one band of their level, from 0; nobody stands in @<advisor>

  {c}:advisors          set     advisors ever seen
  {c}:advisor:<id>      hash    state, reason, since (ms): what they do, and why
                                call: from the offer to the end of the wrap-up; until: ms, the end of the ringing or
                                of the wrap-up
                                idle_since: ms, kept through an offer that they did not miss
                                address, queues (JSON, level by queue): how and for whom they take calls
                                answered: calls since on duty; misses: offers not taken, in a row, since the last
                                answer or pause
                                offered_seq: of the log, at the last offer
                                pending, pending_reason: paused or offline, to take effect after the call

  {c}:timers            zset    offer:<call> | band:<call> (in the queue, ringing or not: another band opens to it) |
                                wrap_up:<advisor> | wait:<call> (it has waited too long) | announce:<call> |
                                consult:<call> (the consulted advisor's phone rings) | call_back:<call> (it takes its
                                place again), by when it is due, ms
  {c}:leases            zset    gateways, by when their lease runs out, ms
  {c}:buried            zset    gateways whose lease ran out or was given back, by when, ms, for a day: a name, which
                                is random, does not live again
  {c}:draining:<gateway>
                        string  it takes no new call; the gateway says so as often as it renews its lease
  {c}:parked            set     call-backs that were to be offered when no gateway lived: one that does lets them wait
                                in their places again
  {c}:orphaned          set     of those, the ones whose calls are not all ended
  {c}:mailbox:<gateway> stream  signals for the calls of a gateway: signal (JSON)
  {c}:request:<id>      string  an append or a wish that was done, for a minute, or a call received, for a day: its
                                retry does nothing

A place is the log's seq at the first arrival, padded, with the call's id behind it: among equal arrivals the first
comes first. It is the same in whatever queue the call stands. A call has at most one place in at most one queue, and an
advisor at most one call. After every act no queue has a ready advisor and a call that may be rung to them.

Of most hashes a field that was never written is taken for what its kind of row says (`rows`). Within an act a call, an
advisor, a timer and a counter are values: each is read once, changed as often as it needs, and written once, by
`close`. Only what the act itself looks things up in (places, the ready, sets) and what comes in an
order (the log, mailboxes) is written on the spot.
--]]

local GRACE_MS = 5000           -- an offer outlives the ringing by this much: the gateway's own answer comes first
local ENDED_CALL_KEPT_MS = 600000  -- late signals and retries still find how a call ended
local REQUEST_KEPT_MS = 60000
local BURIED_KEPT_MS = 86400000
local RECEIVED_KEPT_MS = 86400000
local TICK_ITEMS = 100
local FEW_COUNTERS = 2          -- up to so many, one by one is not dearer
local LONGEST_BLINK_MS = 2000   -- a keeper looks ten times a second; after a longer pause it must watch anew

-- Leave without a word written; the first word of the message is the stable code.
local function refuse(code, why)
  error(redis.error_reply(code .. ' ' .. why))
end

-- What is due when, by the end of the act; false: never.
local function wake(c, timer, at_ms)
  c.timers[timer] = at_ms
end

-- Milliseconds since the Unix epoch, never less than what the campaign has already seen.
local function clock(set, last)
  if set then return math.max(tonumber(set), last) end
  local time = redis.call('TIME')
  return math.max(time[1] * 1000 + math.floor(time[2] / 1000), last)
end

-- The campaign as this act finds it, and what the act is to write at its end. Reads only.
local function campaign(keys)
  local key = keys[1] .. ':'
  local head = redis.call('HMGET', key .. 'head', 'epoch', 'seq', 'now', 'site', 'restored', 'rules', 'clock')
  return {
    key = key, epoch = tonumber(head[1]) or 1, seq = tonumber(head[2]) or 0,
    now = clock(head[7], tonumber(head[3]) or 0),
    site = head[4] or '', restored = head[5] or '', rules = head[6] or '',
    rows = {}, timers = {}, counts = {}, gone = {},
  }
end

-- Add up what was counted; many counters, as after an answer, in one go.
local function write_counts(c)
  local key, counts, counters = c.key .. 'totals', c.counts, {}
  for counter in pairs(counts) do counters[#counters + 1] = counter end
  if #counters <= FEW_COUNTERS then
    for _, counter in ipairs(counters) do redis.call('HINCRBY', key, counter, counts[counter]) end
    return
  end
  local before, after = redis.call('HMGET', key, unpack(counters)), {}
  for i, counter in ipairs(counters) do
    after[2 * i - 1], after[2 * i] = counter, (tonumber(before[i]) or 0) + counts[counter]
  end
  redis.call('HSET', key, unpack(after))
end

local function write_rows(c)
  for key, row in pairs(c.rows) do
    local n, words = row.kind.changes(row)
    if n > 0 then redis.call('HSET', key, unpack(words, 1, n)) end
    if row.expires_ms then redis.call('PEXPIRE', key, row.expires_ms) end
  end
end

local function write_timers(c)
  local key, due, never = c.key .. 'timers', {}, {}
  for timer, at_ms in pairs(c.timers) do
    if at_ms then
      due[#due + 1], due[#due + 2] = at_ms, timer
    else
      never[#never + 1] = timer
    end
  end
  if #due > 0 then redis.call('ZADD', key, unpack(due)) end
  if #never > 0 then redis.call('ZREM', key, unpack(never)) end
end

-- Write what changed and what was counted, and the head after the last fact: where the log and the clock stand.
local function close(c)
  write_rows(c)
  write_timers(c)
  write_counts(c)
  redis.call('HSET', c.key .. 'head', 'epoch', c.epoch, 'seq', c.seq, 'now', c.now)
end

-- Append one fact, already JSON; with further fields of its entry, if any.
local function append(c, call, actor, site, fact, ...)
  c.seq = c.seq + 1
  redis.call('XADD', c.key .. 'log', c.epoch .. '-' .. c.seq,
    'at', c.now, 'call', call, 'actor', actor, 'site', site, 'fact', fact, ...)
end

-- Append a fact of our own making, about a call or none.
local function record(c, fact, call, actor)
  append(c, call and call.id or '', actor or 'router', call and call.site or c.site, cjson.encode(fact))
end

-- Count, by the end of the act.
local function count(c, counter, by)
  c.counts[counter] = (c.counts[counter] or 0) + (by or 1)
end

-- Whether a gateway has had its lease and is taken as dead.
local function is_gone(c, gateway)
  if c.gone[gateway] == nil then c.gone[gateway] = redis.call('ZSCORE', c.key .. 'buried', gateway) ~= false end
  return c.gone[gateway]
end

-- Give a signal to the process that holds the call; nobody reads the mailbox of a gateway that is gone.
local function tell(c, call, signal)
  if call.gateway ~= '' and not is_gone(c, call.gateway) then
    signal.call_id = call.id
    redis.call('XADD', c.key .. 'mailbox:' .. call.gateway, '*', 'signal', cjson.encode(signal))
  end
end
