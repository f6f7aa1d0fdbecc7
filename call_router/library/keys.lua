--[[ The function library of Atención's call router.

Everything that routes calls happens here: each function checks, writes, appends the facts of what it did, and counts
them, as one act that nothing can cut in two. A function that refuses has written nothing.

Every key, all of one campaign tagged {c} (KEYS[1] is the tag itself, "{bogota}"; nothing is stored under it), so that
a campaign lies in one slot of a cluster:

  {c}:campaign          row     epoch, seq: the last id of the log; now: the campaign's last clock, ms; site: the site
                                version in force; restored: the request that made this epoch; carried: the last
                                turn of the outbox whose fact is in the log; rules: digest of those in force; clock:
                                ms since the Unix epoch, instead of the server's TIME; only tests and simulations set it
  {c}:log               stream  the facts: at, call, actor, site, fact (JSON), outbox (the row's turn, if it came
                                from there); id epoch-seq
  {c}:totals            hash    counter -> value, always equal to the fold of the log
  {c}:person            hash    reference -> what it stands for, until the recorder has taken it over

  {c}:rules             hash    queue -> its rules (JSON): strategy, weight, bands, ring_most

  {c}:call:<id>         row     version, site, gateway
                                state: the call flow's; card: what others may read of it; both opaque here
                                request, committed_at: the last act, so that its retry gets the first answer
                                phase: idle | waiting | offered | talking | stranded | postponed | parting (over,
                                but its gateway has the caller still) | released
                                queue; terms (JSON): line, and how it waits there, rings and is wrapped up
                                first_at, head_start_ms: when it first began to wait, and how much earlier it is
                                taken to have come, ms; both are set once
                                stands_in: the queue, or @<advisor> when only that one may be rung
                                place: its member there, for ever; offer: number of the last
                                offers: those that stand, as [number, advisor, at]
                                advisor: of the last offer that stands, or of the one answered
                                wait_until: ms, when the wait is too long, until that is said; else 0
                                visit: 1 if it is counted as a visit to its queue
                                consulted: the advisor who is asked while two talk, else ''; consult_offer: while
                                that phone rings, else 0
                                promised: of a call-back, the fact (JSON) of its taking its place again; then gateway
                                is '' until it is offered
                                arrived_at, queued_at, offered_at (the last), answered_at, ended_at: ms
                                number: of a call-back, the keyed print of the number that it calls, or ''
  {c}:calls:<gateway>   set     calls that a gateway holds; under no name, those that nobody holds and are not over
  {c}:parting           set     of those, the ones that are over
  {c}:queues            set     queues that have rules, or ever had a call or an advisor
  {c}:waiting:<queue>   zset    places of calls to be offered, by effective arrival (first_at - head_start_ms), ms;
                                <queue> may be @<advisor>
  {c}:ringing:<queue>   zset    likewise of calls for which a phone rings: they still wait
  {c}:gathering:<queue> zset    with ring-all, those of them that ring at fewer phones than they may
  {c}:entered:<queue>   zset    places of all that wait in it, ringing or not, by when their wait began, ms
  {c}:duty:<queue>      set     advisors who serve it and are not offline
  {c}:pace:<queue>      row     answered_at: the last answer, ms; gap_ms: mean gap between answers while somebody waits;
                                waited_ms, gone: of late, how long callers waited, and how many of them gave up
  {c}:ready:<queue>:<band>
                        zset    advisors to be offered a call, by the score of the queue's strategy, the lowest first;
                                each in the one band of their level, from 0; nobody stands in @<advisor>

  {c}:advisors          set     advisors ever seen
  {c}:advisor:<id>      row     state, reason, since (ms): what they do, and why
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
  {c}:orphaned          set     of those, the ones whose calls are not all ended
  {c}:draining:<gateway>
                        string  it takes no new call; the gateway says so as often as it renews its lease
  {c}:promised          hash    keyed print of a number -> the open call-back to it
  {c}:promises:<scope>  zset    call-backs promised in the last day, by when, ms; <scope> is '' for the campaign, else a
                                number's keyed print or a prefix that the site lists; lives for a day after the last
  {c}:parked            set     call-backs that were to be offered when no gateway lived: one that does lets them wait
                                in their places again
  {c}:mailbox:<gateway> stream  signals for the calls of a gateway: signal (JSON)
  {c}:full              string  the server's memory is nearly used up: no new call opens; a router says so again every
                                second, and the key expires when none does
  {c}:request:<id>      string  an append or a wish that was done, for a minute, or a call received, for a day: its
                                retry does nothing

A place is the log's seq at the first arrival, padded, with the call's id behind it: among equal arrivals the first
comes first. It is the same in whatever queue the call stands. A call has at most one place in at most one queue, and an
advisor at most one call. After every act no queue has a ready advisor and a call that may be rung to them.

A row is a string: its fields as its kind lists them, packed (`rows`); `look` tells them by name. Within an act the
campaign, a call, an advisor and a queue's pace are values: each is read once, changed as often as it needs, and written
once, by `save`. All else is written on the spot.
--]]
