--[[ The function library of Atención's call router.

All routing happens here. Each function checks, writes, appends its facts and counts them in one atomic act. A function
that refuses has written nothing.

Every key of a campaign has the tag {c}, so that the campaign is in one slot of a cluster. KEYS[1] is the tag itself,
"{bogota}", under which nothing is stored:

  {c}:campaign          row     epoch, seq: last id of the log; now: the campaign's last clock, ms; site: site version
                                in force; restored: request that began this epoch; carried: last outbox turn whose
                                fact is in the log; rules: digest of the rules in force; clock: ms since the Unix
                                epoch, instead of the server's TIME; only tests and simulations set it
  {c}:log               stream  the facts: at, call, actor, site, fact (JSON), outbox (the row's turn, for facts from
                                there); id epoch-seq
  {c}:totals            hash    counter -> value, always equal to the fold of the log
  {c}:person            hash    reference -> personal data, until the recorder has stored it

  {c}:rules             hash    queue -> its rules (JSON): strategy, weight, bands, ring_most

  {c}:call:<id>         row     version, site, gateway
                                state: the call flow's; card: the call's public view; both are opaque here
                                request, committed_at: the last act, so that its retry gets the same answer
                                phase: idle | waiting | offered | talking | stranded | postponed | parting (ended,
                                but its gateway still has the caller) | released
                                queue; terms (JSON): line, and the settings of wait, ringing and wrap-up
                                first_at, head_start_ms: when it first began to wait, and its head start, ms; both are
                                set once
                                stands_in: the queue, or @<advisor> if only that one may be rung
                                place: its member there, for ever; offer: number of the last one
                                offers: the open ones, as [number, advisor, at]
                                advisor: of the last open offer, or of the answered one
                                wait_until: ms, end of the allowed wait until it is signalled; else 0
                                visit: 1 if it is counted as a visit to its queue
                                consulted: advisor consulted during a talk, else ''; consult_offer: while that phone
                                rings, else 0
                                promised: for a call-back, the fact (JSON) that it took its place; gateway is then ''
                                until it is offered
                                arrived_at, queued_at, offered_at (the last), answered_at, ended_at: ms
                                number: for a call-back, the keyed digest of the number to dial, or ''
                                held_at: ms, start of the present hold; held_ms: time of the earlier holds
  {c}:calls:<gateway>   set     calls that a gateway holds; with an empty name, open calls without a gateway
  {c}:parting           set     those of them that have ended
  {c}:queues            set     queues that have rules, or ever had a call or an advisor
  {c}:waiting:<queue>   zset    places of calls to be offered, by effective arrival (first_at - head_start_ms), ms;
                                <queue> may be @<advisor>
  {c}:ringing:<queue>   zset    the same for calls for which a phone rings: they still wait
  {c}:gathering:<queue> zset    with ring-all, those of them that ring at fewer phones than allowed
  {c}:entered:<queue>   zset    places of all calls that wait, ringing or not, by the start of their wait, ms
  {c}:duty:<queue>      set     advisors who serve it and are not offline
  {c}:pace:<queue>      row     answered_at: last answer, ms; gap_ms: mean gap between answers while a call waits;
                                waited_ms, gone: recent waiting time, and recent number of callers who gave up
  {c}:ready:<queue>:<band>
                        zset    advisors to be offered a call, by the score of the queue's strategy, lowest first; each
                                only in the band of their level, from 0; @<advisor> has none

  {c}:advisors          set     advisors ever seen
  {c}:advisor:<id>      row     state, reason, since (ms)
                                call: from the offer to the end of the wrap-up; until: ms, end of the ringing or of
                                the wrap-up
                                idle_since: ms, kept during an offer that is not missed
                                address, queues (JSON, level by queue): their phone and the queues that they serve
                                answered: calls since on duty; misses: consecutive missed offers since the last answer
                                or pause
                                offered_seq: the log's seq at the last offer
                                pending, pending_reason: paused or offline, applied after the call

  {c}:timers            zset    by due time, ms: offer:<call> | band:<call> (another band opens to the queued call) |
                                wrap_up:<advisor> | wait:<call> (it has waited too long) | announce:<call> |
                                consult:<call> (the consulted advisor's phone rings) | call_back:<call> (it returns to
                                its place)
  {c}:leases            zset    gateways, by the end of their lease, ms
  {c}:buried            zset    gateways whose lease expired or was released, by when, ms, for a day: names are random
                                and never reused
  {c}:orphaned          set     those of them whose calls have not all ended
  {c}:draining:<gateway>
                        string  it accepts no new call; the gateway sets it whenever it renews its lease
  {c}:promised          hash    keyed digest of a number -> its open call-back
  {c}:promises:<scope>  zset    call-backs promised in the last day, by when, ms; <scope> is '' for the campaign, else
                                a number's keyed digest or a prefix that the site lists; expires a day after the last
  {c}:parked            set     call-backs that were due while no gateway was alive; the next live gateway lets them
                                wait in their places again
  {c}:mailbox:<gateway> stream  signals for the calls of a gateway: signal (JSON)
  {c}:full              string  the server's memory is nearly full: no new call opens; routers set it every second,
                                and it expires if none does
  {c}:request:<id>      string  an append or a request that was done, for a minute, or a received call, for a day: a
                                retry does nothing

A place is the log's seq at the first arrival, zero-padded, followed by the call's id, so that equal arrivals keep their
order. It is the same in every queue. A call has at most one place in at most one queue, and an advisor at most one
call. After every act no queue has both a ready advisor and a call that may be rung to them.

A row is a string: the fields of its kind, packed (`rows`); `look` returns them by name. Within an act the campaign, a
call, an advisor and a queue's pace are values: each is read once, changed freely, and written once, by `save`. Other
keys are written immediately.
--]]
