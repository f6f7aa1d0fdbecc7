/**
 * A working day that was never lived: advisors, callers and their calls, moved on step by step.
 *
 * Owns the fake server's state. The same seed and the same steps give the same day. `desk` is the advisor who signs in;
 * their call moves only as the person, or a screenshot, asks.
 */
import type {
  CallAction,
  Advisor,
  AdvisorState,
  Call,
  EntityDrop,
  Entities,
  ServiceLevel,
  EntityPut,
} from "../src/api/types.ts";
import { FIRST, LAST, LINES, type LineId, PATHS, QUEUES, type QueueId, SCRIPT } from "./names.ts";

const SECOND = 1000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Mulberry32: small, and the same everywhere. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What most calls have nothing of. */
const PLAIN = {
  kind: "call",
  offered_at: null,
  answered_at: null,
  ended_at: null,
  advisor: null,
  ringing: [],
  transferred_by: null,
  transferred_by_name: null,
  received_from: null,
  received_from_name: null,
  consulted: null,
  consulted_name: null,
  consulted_talks: false,
  joined: false,
  attempt: 0,
  again_at: null,
  held: false,
  muted: false,
  recording: "",
  number_words: "Celular, del identificador de la red",
  survey: true,
  outcome: null,
} as const satisfies Partial<Omit<Call, "ringing">> & { ringing: [] };

/** Promised and not ended, in an invented day. */
const CALL_BACKS: Record<string, number> = { credito: 2, pagos: 1 };

export type OwnStage = "idle" | "offered" | "talking" | "held" | "wrap_up" | "paused" | "offline";

export class Day {
  readonly entities: Entities = {
    queue: {},
    advisor: {},
    call: {},
    pop: {},
    refusal: {},
    supervision: {},
    level: {},
    tally: {},
  };
  seq = 1;
  #touched = new Map<string, EntityPut | EntityDrop>();
  #chance: () => number;
  #calls = 0;
  #next: { at: number; act: () => void }[] = [];
  readonly desk: string;
  now: number;

  constructor(now: number, { seed = 7, advisors = 24, desk = "asesor1" } = {}) {
    this.now = now;
    this.desk = desk;
    this.#chance = dice(seed);
    this.#openQueues();
    for (let index = 0; index < advisors; index += 1) this.#hire(index);
    this.#countLevels();
    for (let index = 0; index < Math.ceil(advisors / 9); index += 1) this.arrive(this.#chance() * 25 * SECOND);
    this.take();
  }

  /** What was touched since the last time. */
  take(): { put: EntityPut[]; drop: EntityDrop[] } {
    const all = [...this.#touched.values()];
    this.#touched.clear();
    this.seq += 1;
    return {
      put: all.filter((each): each is EntityPut => "value" in each),
      drop: all.filter((each): each is EntityDrop => !("value" in each)),
    };
  }

  /** Let time pass. */
  step(now: number): void {
    this.now = now;
    const due = this.#next.filter(({ at }) => at <= now);
    this.#next = this.#next.filter(({ at }) => at > now);
    for (const { act } of due) act();
    if (this.#chance() < 0.08) this.arrive(0);
    this.#match();
  }

  put<K extends EntityPut["kind"]>(kind: K, id: string, value: Entities[K][string]): void {
    (this.entities[kind] as Record<string, unknown>)[id] = value;
    this.#touched.set(`${kind} ${id}`, { kind, id, value } as EntityPut);
  }

  drop(kind: EntityPut["kind"], id: string): void {
    delete this.entities[kind][id];
    this.#touched.set(`${kind} ${id}`, { kind, id });
  }

  /** Bring the signed-in advisor's desk to a stage. */
  own(stage: OwnStage, reason: { id: string; name: string } | null = null): void {
    const before = this.entities.advisor[this.desk];
    if (!before) return;
    if (before.call && (stage === "idle" || stage === "paused" || stage === "offline")) this.#close(before.call);
    const free: Partial<Record<OwnStage, AdvisorState>> = { idle: "available", paused: "paused", offline: "offline" };
    const state = free[stage];
    if (state)
      return this.#become(this.desk, state, {
        call: null,
        reason: reason?.id ?? null,
        reason_name: reason?.name ?? null,
      });
    const call = before.call ? this.entities.call[before.call] : undefined;
    this.#bring(call ?? this.#ownCall(), stage);
  }

  control(id: string, action: string, target = ""): boolean {
    const call = this.entities.call[id];
    if (call?.stage !== "talking") return false;
    if (action === "hang_up") this.#bring(call, "wrap_up");
    else if (action === "transfer" || action === "hand_over") {
      this.#bring(
        { ...call, transferred_by: this.desk, transferred_by_name: this.entities.advisor[this.desk]?.name ?? null },
        "wrap_up",
      );
    } else if (action === "consult" || action === "take_back") {
      const asked = action === "consult" ? target.replace("advisor:", "") : null;
      this.put("call", id, {
        ...call,
        consulted: asked,
        consulted_name: asked && (this.entities.advisor[asked]?.name ?? asked),
        consulted_talks: asked !== null,
        held: asked !== null,
      });
    } else
      this.put("call", id, {
        ...call,
        held: action === "hold" ? true : action === "retrieve" ? false : call.held,
        muted: action === "mute" ? true : action === "unmute" ? false : call.muted,
        recording: action === "pause_recording" ? "paused" : action === "resume_recording" ? "on" : call.recording,
      });
    return true;
  }

  /** What a supervisor says of somebody. */
  force(id: string, state: AdvisorState, reason: Partial<Advisor>): void {
    const advisor = this.entities.advisor[id];
    if (!advisor) return;
    if (["offered", "talking", "wrap_up"].includes(advisor.state))
      this.put("advisor", id, { ...advisor, pending: state === "available" ? null : state });
    else this.#become(id, state, { call: null, ...reason });
  }

  /** What was asked for in the own call cannot be. */
  refuse(action: CallAction, words: string): void {
    const call = this.entities.advisor[this.desk]?.call;
    const number = (call ? (this.entities.refusal[call]?.number ?? 0) : 0) + 1;
    if (call) this.put("refusal", call, { call, number, action, reason: "not_available", words });
  }

  /** More of the own call than most have. */
  tell(change: Partial<Call>): void {
    const call = this.entities.call[this.entities.advisor[this.desk]?.call ?? ""];
    if (call) this.put("call", call.id, { ...call, ...change });
  }

  pending(state: string | null): void {
    const advisor = this.entities.advisor[this.desk];
    if (advisor) this.put("advisor", advisor.id, { ...advisor, pending: state });
  }

  arrive(ago: number): Call {
    const path = PATHS[Math.floor(this.#chance() * PATHS.length)] ?? PATHS[0]!;
    this.#calls += 1;
    const id = `llamada-${this.#calls}`;
    const arrived = this.now - ago - (12 + this.#chance() * 30) * SECOND;
    const call: Call = {
      ...PLAIN,
      id,
      line: path.line,
      line_name: LINES[path.line],
      stage: "waiting",
      queue: path.queue,
      queue_name: QUEUES[path.queue],
      choice: path.choice,
      arrived_at: iso(arrived),
      first_at: iso(this.now - ago),
      queued_at: iso(this.now - ago),
    };
    this.put("call", id, call);
    this.#countQueue(path.queue);
    return call;
  }

  #ownCall(): Call {
    const call = this.arrive(34 * SECOND);
    return {
      ...call,
      line: "bogota",
      line_name: LINES.bogota,
      queue: "credito",
      queue_name: QUEUES.credito,
      choice: ["Solicitud y renovación de crédito"],
    };
  }

  #bring(call: Call, stage: OwnStage): void {
    const offered = call.offered_at ?? iso(this.now - 3 * SECOND);
    const answered = call.answered_at ?? iso(this.now - 2 * SECOND);
    const talked = stage === "talking" || stage === "held" || stage === "wrap_up";
    const next: Call = {
      ...call,
      advisor: stage === "offered" ? null : this.desk,
      ringing: stage === "offered" ? [this.desk] : [],
      offered_at: offered,
      answered_at: talked ? answered : null,
      ended_at: stage === "wrap_up" ? iso(this.now) : null,
      outcome: stage === "wrap_up" ? "answered" : null,
      stage: stage === "offered" ? "ringing" : stage === "wrap_up" ? "wrap_up" : "talking",
      held: stage === "held",
      muted: false,
    };
    this.put("call", call.id, next);
    if (next.queue) this.#countQueue(next.queue as QueueId);
    this.put("pop", call.id, {
      call: call.id,
      script: SCRIPT,
      number_masked: "300 *** ** 01",
      possible_customer: "An* So*** Be******",
      open_tickets: 2,
    });
    const state: AdvisorState = stage === "offered" ? "offered" : stage === "wrap_up" ? "wrap_up" : "talking";
    const until = stage === "offered" ? 15 : stage === "wrap_up" ? 30 : null;
    this.#become(this.desk, state, { call: call.id, until: until ? iso(this.now + until * SECOND) : null });
    if (stage === "wrap_up")
      this.#later(30, () => this.entities.advisor[this.desk]?.state === "wrap_up" && this.own("idle"));
  }

  #openQueues(): void {
    for (const [id, name] of Object.entries(QUEUES)) {
      this.put("queue", id, {
        id,
        name,
        waiting: 0,
        longest_since: null,
        threshold_s: 20,
        call_backs: CALL_BACKS[id] ?? 0,
      });
      this.#tally(id);
    }
  }

  #hire(index: number): void {
    const id = `asesor${index + 1}`;
    const name = `${FIRST[index % FIRST.length]} ${LAST[(index * 7) % LAST.length]}`;
    const all = Object.keys(QUEUES);
    const queues = index ? [all[index % 4]!, all[(index + 1) % 4]!] : ["credito", "general", "pagos"];
    this.put("advisor", id, {
      id,
      name,
      state: "available",
      reason: null,
      reason_name: null,
      paid: false,
      since: iso(this.now - this.#chance() * 300 * SECOND),
      call: null,
      until: null,
      pending: null,
      queues,
    });
    if (id !== this.desk) this.#settle(id);
  }

  /** Where the morning finds somebody. */
  #settle(id: string): void {
    const roll = this.#chance();
    if (roll < 0.55) this.#attend(this.arrive(0), id, this.#chance() * 300);
    else if (roll < 0.75)
      this.#become(
        id,
        "paused",
        roll < 0.65
          ? { reason: "almuerzo", reason_name: "Almuerzo" }
          : { reason: "descanso", reason_name: "Descanso", paid: true },
        this.#chance() * 1500,
      );
    else if (roll < 0.84) this.#become(id, "offline", {}, this.#chance() * 9000);
  }

  #become(id: string, state: AdvisorState, change: Partial<Advisor> = {}, ago = 0): void {
    const advisor = this.entities.advisor[id];
    if (advisor)
      this.put("advisor", id, {
        ...advisor,
        until: null,
        pending: null,
        reason: null,
        reason_name: null,
        paid: false,
        ...change,
        state,
        since: iso(this.now - ago * SECOND),
      });
  }

  #match(): void {
    const waiting = Object.values(this.entities.call).filter((call) => call.stage === "waiting");
    for (const call of waiting) {
      const free = Object.values(this.entities.advisor).find(
        (each) => each.state === "available" && each.id !== this.desk && each.queues.includes(call.queue ?? ""),
      );
      if (free) this.#attend(call, free.id, 0);
    }
  }

  #attend(call: Call, id: string, ago: number): void {
    const at = iso(this.now - ago * SECOND);
    const early = ago
      ? { arrived_at: iso(this.now - (ago + 50) * SECOND), queued_at: iso(this.now - (ago + 20) * SECOND) }
      : {};
    this.put("call", call.id, {
      ...call,
      ...early,
      stage: "talking",
      advisor: id,
      offered_at: iso(this.now - (ago + 4) * SECOND),
      answered_at: at,
    });
    this.#countQueue(call.queue as QueueId);
    this.#become(id, "talking", { call: call.id }, ago);
    this.#score(call.line as LineId, Date.parse(at) - Date.parse(call.queued_at ?? at) <= 20 * SECOND);
    this.#later(60 + this.#chance() * 260, () => this.#wrapUp(call.id, id));
  }

  #wrapUp(call: string, id: string): void {
    const known = this.entities.call[call];
    if (known) this.put("call", call, { ...known, stage: "wrap_up", ended_at: iso(this.now), outcome: "answered" });
    this.#become(id, "wrap_up", { call, until: iso(this.now + 20 * SECOND) });
    this.#later(8 + this.#chance() * 12, () => {
      this.drop("call", call);
      this.#become(id, "available", { call: null });
    });
  }

  #close(call: string): void {
    this.drop("call", call);
    this.drop("pop", call);
  }

  #later(seconds: number, act: () => void): void {
    this.#next.push({ at: this.now + seconds * SECOND, act });
  }

  #countQueue(id: QueueId): void {
    const waiting = Object.values(this.entities.call).filter((call) => call.queue === id && call.stage === "waiting");
    const longest = waiting.map((call) => call.queued_at ?? "").sort()[0] ?? null;
    this.put("queue", id, {
      id,
      name: QUEUES[id],
      waiting: waiting.length,
      longest_since: longest,
      threshold_s: 20,
      call_backs: CALL_BACKS[id] ?? 0,
    });
  }

  #tally(queue: string): void {
    const pending = CALL_BACKS[queue] ?? 0;
    const begins = Math.floor((this.now - 5 * 3600_000) / 86_400_000) * 86_400_000 + 5 * 3600_000;
    this.put("tally", queue, {
      queue,
      from: iso(begins),
      to: iso(this.now),
      entered: 90 + 40 * pending,
      answered: 80 + 24 * pending,
      overflowed: 12 * pending,
      call_backs_promised: 4 * pending,
      call_backs_talked: 3 * pending,
      call_backs_given_up: 0,
    });
  }

  #countLevels(): void {
    const base = { bogota: [412, 347], nacional: [655, 502], quejas: [128, 115] } as const;
    for (const line of Object.keys(base) as LineId[]) {
      const [ingressed, within] = base[line];
      this.#level(`day:${line}`, line, "day", ingressed, within);
      this.#level(`interval:${line}`, line, "interval", Math.round(ingressed / 11), Math.round(within / 11.6));
    }
    this.#sum();
  }

  #level(id: string, line: string, scope: ServiceLevel["scope"], ingressed: number, within: number): void {
    const half = 1800 * SECOND;
    const from =
      scope === "day"
        ? Math.floor((this.now - 5 * 3600_000) / 86_400_000) * 86_400_000 + 5 * 3600_000
        : Math.floor(this.now / half) * half;
    this.put("level", id, {
      line,
      scope,
      from: iso(from),
      to: iso(scope === "day" ? from + 86_400_000 : from + half),
      within,
      ingressed,
      answered: Math.min(ingressed, within + Math.round(ingressed * 0.11)),
      abandoned: Math.round(ingressed * 0.05),
      share: ingressed ? ((within / ingressed) * 100).toFixed(2) : null,
    });
  }

  #score(line: LineId, within: boolean): void {
    for (const scope of ["day", "interval"] as const) {
      const level = this.entities.level[`${scope}:${line}`];
      if (level) this.#level(`${scope}:${line}`, line, scope, level.ingressed + 1, level.within + (within ? 1 : 0));
    }
    if (this.entities.level["day:*"]) this.#sum();
  }

  #sum(): void {
    for (const scope of ["day", "interval"] as const) {
      const parts = Object.values(this.entities.level).filter((level) => level.scope === scope && level.line !== "*");
      const total = (key: "ingressed" | "within") => parts.reduce((sum, part) => sum + part[key], 0);
      this.#level(`${scope}:*`, "*", scope, total("ingressed"), total("within"));
    }
  }
}
