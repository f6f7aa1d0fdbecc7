/**
 * A server that is none: the routes and the WebSocket of the screens over an invented Day, inside Vite, for development
 * and for pictures. `POST /__fake {own?, advisors?, offline?}` moves it where a picture wants it.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { type WebSocket, WebSocketServer } from "ws";
import type {
  AdvisorState,
  Call,
  DeskMessage,
  TicketDraft,
  TicketForm,
  DeskUser,
  OwnCall,
  TransferTargets,
  VoiceMessage,
} from "../src/api/types.ts";
import type { CustomerMatch } from "../src/api/customers.ts";
import { Day, type OwnStage } from "./day.ts";
import labels from "./labels.json" with { type: "json" };
import { KINDS, QUEUES, REASONS } from "./names.ts";

const STEP_MS = 500;
const PEOPLE: Record<string, DeskUser> = {
  asesor1: {
    user: "asesor1",
    name: "Ana Lucía Rojas",
    roles: ["asesor"],
    permissions: ["desk.use", "call.control", "presence.set", "disposition.write", "ticket.file", "ticket.read"],
    abilities: [],
    queues: ["credito", "pagos"],
  },
  supervisor: {
    user: "supervisor",
    name: "Marta Inés Arango",
    roles: ["supervisor"],
    permissions: [
      "board.read",
      "calls.read",
      "desk.use",
      "presence.force",
      "service_level.read",
      "ticket.read",
      "message.attend",
      "customer.search",
      "identity.release",
    ],
    abilities: [],
    queues: [],
  },
  escrita1: {
    user: "escrita1",
    name: "Nubia Peña Ospina",
    roles: ["asesor_escrita"],
    permissions: ["ticket.file", "ticket.read", "message.attend"],
    abilities: [],
    queues: [],
  },
};

const CUSTOMERS: CustomerMatch[] = [
  { id: "k1", number: 1001, name: "A*** S*** B***", document_kind: "CC", document: "****0101", masked: true },
  { id: "k2", number: 1013, name: "R*** E*** B***", document_kind: "CC", document: "****0113", masked: true },
];

interface Asked {
  body: Record<string, unknown>;
  headers: IncomingMessage["headers"];
  path: string;
  method: string;
}
type Told = { status?: number; body?: unknown; headers?: Record<string, string> };

class Refusal extends Error {
  told: Told;
  constructor(status: number, code: string, detail: string, more: Record<string, unknown> = {}, headers = {}) {
    super(detail);
    this.told = {
      status,
      headers,
      body: { type: "about:blank", title: detail, status, detail, instance: "", code, ...more },
    };
  }
}

class Fake {
  day = new Day(Date.now());
  me: DeskUser | null = null;
  away = false;
  failures = 0;
  tickets = new Map<string, { number: string }>();
  drafts = new Map<string, TicketDraft>();
  messages = invented();
  disposed = new Map<string, { kind: string; theme: string }>();
  sockets = new Set<WebSocket>();
  timer = setInterval(() => this.beat(), STEP_MS);

  constructor() {
    this.timer.unref();
  }

  routes: [string, RegExp, (asked: Asked, id: string) => Told][] = [
    ["POST", /^\/api\/v1\/session$/, ({ body }) => this.signIn(body)],
    ["DELETE", /^\/api\/v1\/session$/, () => this.signOut()],
    [
      "GET",
      /^\/api\/v1\/session$/,
      () => ({
        body: {
          account: this.me && {
            ...this.me,
            advisor: this.me.roles.includes("asesor") ? this.me.user : null,
            phone: { registered: true, browser: false },
            campaign: "icetex",
          },
        },
      }),
    ],
    ["PUT", /^\/api\/v1\/me\/presence$/, ({ body }) => this.presence(body)],
    ["GET", /^\/api\/v1\/me\/calls$/, () => ({ body: { calls: this.ownCalls(), earlier: [] } })],
    ["POST", /^\/api\/v1\/me\/wrap-up\/end$/, () => this.moved("idle")],
    ["GET", /^\/api\/v1\/pause-reasons$/, () => ({ body: { reasons: REASONS } })],
    ["GET", /^\/api\/v1\/labels$/, () => ({ body: labels })],
    ["GET", /^\/api\/v1\/typology$/, () => ({ body: { kinds: KINDS, answer_types: [] } })],
    ["POST", /^\/api\/v1\/tickets$/, (asked) => this.file(asked)],
    ["GET", /^\/api\/v1\/tickets\/([^/]+)$/, (_, id) => this.ticket(id)],
    [
      "POST",
      /^\/api\/v1\/calls\/([^/]+)\/control$/,
      ({ body }, id) => this.control(id, String(body.action), String(body.target ?? "")),
    ],
    ["GET", /^\/api\/v1\/transfer-targets$/, () => ({ body: this.targets() })],
    ["PUT", /^\/api\/v1\/advisors\/([^/]+)\/presence$/, ({ body }, id) => this.force(id, body)],
    ["PUT", /^\/api\/v1\/calls\/([^/]+)\/disposition$/, ({ body }, id) => this.dispose(id, body)],
    [
      "GET",
      /^\/api\/v1\/calls\/([^/]+)\/draft$/,
      (_, id) => ({ body: this.drafts.get(id) ?? { revision: 0, form: null } }),
    ],
    ["PUT", /^\/api\/v1\/calls\/([^/]+)\/draft$/, ({ body }, id) => this.keep(id, body)],
    [
      "DELETE",
      /^\/api\/v1\/calls\/([^/]+)\/draft$/,
      (_, id) => {
        this.drafts.delete(id);
        return { status: 204 };
      },
    ],
    ["GET", /^\/api\/v1\/calls$/, () => ({ body: { calls: this.history(), next: null } })],
    ["GET", /^\/api\/v1\/calls\/([^/]+)$/, (_, id) => this.story(id)],
    ["GET", /^\/api\/v1\/customers$/, () => ({ body: { customers: CUSTOMERS } })],
    ["POST", /^\/api\/v1\/customers\/([^/]+)\/identity-release$/, (_, id) => this.release(id)],
    [
      "GET",
      /^\/api\/v1\/voice-messages$/,
      ({ path }) => ({ body: { messages: this.listed(path.includes("attended=true")), next: null } }),
    ],
    ["GET", /^\/api\/v1\/voice-messages\/([^/]+)$/, (_, id) => ({ body: this.message(id) })],
    [
      "POST",
      /^\/api\/v1\/voice-messages\/([^/]+)\/ticket$/,
      (asked, id) => this.attend(id, String((this.file(asked).body as { number: string }).number)),
    ],
    ["POST", /^\/api\/v1\/voice-messages\/([^/]+)\/attended$/, ({ body }, id) => this.attend(id, String(body.ticket))],
    ["POST", /^\/__fake$/, ({ body }) => this.arrange(body)],
  ];

  answer(asked: Asked): Told {
    const path = asked.path.split("?")[0] ?? "";
    if (this.away && path !== "/__fake") return { status: 502, body: {} };
    for (const [method, pattern, act] of this.routes) {
      const found = method === asked.method ? pattern.exec(path) : null;
      if (found) return act(asked, decodeURIComponent(found[1] ?? ""));
    }
    throw new Refusal(404, "not_found", "La dirección o el método no existen en esta API.");
  }

  who(): DeskUser {
    if (!this.me) throw new Refusal(401, "session_required", "Ingrese con su usuario y su contraseña.");
    return this.me;
  }

  signIn({ username, password, otp }: Record<string, unknown>): Told {
    const person = PEOPLE[String(username)];
    if (this.failures >= 4)
      throw new Refusal(
        429,
        "locked_out",
        "El usuario quedó bloqueado por varios intentos fallidos.",
        {},
        { "Retry-After": "127" },
      );
    if (!person || password !== "demo") {
      this.failures += 1;
      throw new Refusal(401, "credentials_wrong", "El usuario o la contraseña no son correctos.");
    }
    if (username === "supervisor" && !otp)
      throw new Refusal(401, "otp_required", "Escriba el código de su aplicación de verificación.");
    if (username === "supervisor" && otp !== "123456")
      throw new Refusal(401, "otp_wrong", "El código no es correcto o ya venció.");
    this.failures = 0;
    this.me = person;
    return { body: { token: "ficha", user: person.user } };
  }

  signOut(): Told {
    this.me = null;
    for (const socket of this.sockets)
      this.say(socket, { type: "bye", code: "session_ended", detail: "Su sesión terminó." });
    return { status: 204 };
  }

  presence({ state, reason }: Record<string, unknown>): Told {
    const advisor = this.day.entities.advisor[this.day.desk];
    const busy = advisor && ["offered", "talking", "wrap_up"].includes(advisor.state);
    if (busy && state !== "available") this.day.pending(String(state));
    else if (busy && advisor.state !== "wrap_up") this.day.pending(null);
    else
      this.day.own(
        state === "available" ? "idle" : state === "paused" ? "paused" : "offline",
        REASONS.find((each) => each.id === reason) ?? null,
      );
    return this.told();
  }

  targets(): TransferTargets {
    const advisors = Object.values(this.day.entities.advisor).filter(
      ({ id, state }) => id !== this.who().user && state !== "offline",
    );
    const free = advisors.filter(({ state }) => state === "available");
    return {
      queues: Object.values(this.day.entities.queue).map(({ id, name, waiting }) => ({
        id,
        name,
        waiting,
        available: free.filter(({ queues }) => queues.includes(id)).length,
      })),
      advisors: [...free, ...advisors.filter(({ state }) => state !== "available")].map(({ id, name, state }) => ({
        id,
        name,
        state,
      })),
      campaigns: [
        {
          id: "cali",
          name: "Regional Cali",
          queues: [
            { id: "pagos", name: "Pagos y cartera" },
            { id: "credito", name: "Crédito" },
          ],
        },
      ],
    };
  }

  force(id: string, { state, reason }: Record<string, unknown>): Told {
    const known = REASONS.find((each) => each.id === reason);
    this.day.force(
      id,
      state as AdvisorState,
      known ? { reason: known.id, reason_name: known.name, paid: known.paid } : {},
    );
    return this.told();
  }

  control(id: string, action: string, target: string): Told {
    if (!this.day.control(id, action, target))
      throw new Refusal(409, "not_talking", "Usted ya no está en conversación en esta llamada.");
    return { ...this.told(), status: 202, body: {} };
  }

  file({ body, headers }: Asked): Told {
    const key = String(headers["idempotency-key"]);
    const known = this.tickets.get(key);
    const serial = String(418 + this.tickets.size).padStart(6, "0");
    const number = `2026-${serial}-7`;
    const ticket = known ?? {
      number,
      spoken: `Su número de radicado es: dos mil veintiséis, guion, ${serial.split("").join(" ")}, guion, siete.`,
      kind: String(body.kind),
      theme: String(body.theme),
      text: String(body.text),
      call_id: String(body.call_id),
      filed_at: new Date().toISOString(),
      filed_by: this.who().user,
      status: "open",
      caller: "300 *** ** 01",
    };
    this.tickets.set(key, ticket);
    return { status: known ? 200 : 201, body: ticket };
  }

  listed(attended: boolean): VoiceMessage[] {
    const found = this.messages.filter(({ ticket }) => attended === (ticket !== null));
    return attended ? found.reverse() : found;
  }

  message(id: string): VoiceMessage {
    const found = this.messages.find((each) => each.id === id);
    if (!found) throw new Refusal(404, "not_found", "No hay ningún mensaje de voz con ese nombre.");
    return found;
  }

  attend(id: string, ticket: string): Told {
    return {
      body: Object.assign(this.message(id), {
        ticket,
        attended_at: new Date().toISOString(),
        attended_by: this.who().user,
      }),
    };
  }

  /** The first of them failed today; the others did not. */
  release(id: string): Told {
    if (id !== CUSTOMERS[0]?.id)
      throw new Refusal(
        409,
        "identity_nothing_to_release",
        "Este cliente no tiene hoy intentos fallidos: se le puede verificar sin liberarlo.",
      );
    return { status: 204 };
  }

  ticket(number: string): Told {
    const found = [...this.tickets.values()].find((each) => each.number === number);
    if (!found) throw new Refusal(404, "not_found", "No hay ningún ticket con ese número.");
    return { body: found };
  }

  dispose(id: string, body: Record<string, unknown>): Told {
    this.disposed.set(id, { kind: String(body.kind), theme: String(body.theme) });
    if (body.finish) this.day.own("idle");
    return { ...this.told(), body: {} };
  }

  keep(id: string, body: Record<string, unknown>): Told {
    const kept = this.drafts.get(id);
    if (kept && kept.revision !== body.revision)
      throw new Refusal(409, "draft_changed", "Otra ventana guardó una versión más nueva.", { draft: kept });
    const draft = { revision: Number(body.revision) + 1, form: body.form as TicketForm };
    this.drafts.set(id, draft);
    return { body: draft };
  }

  ownCalls(): Pick<
    OwnCall,
    "id" | "line_name" | "choice" | "answered_at" | "ended_at" | "kind" | "theme" | "tickets"
  >[] {
    const now = Date.now();
    const done = ["desembolso", "renovacion", "plan_pagos", "credito_nuevo", "estado_cuenta", "actualizacion_datos"];
    return done.map((theme, index) => {
      const answered = now - (index + 1) * 640_000 - index * 41_000;
      return {
        id: `antes-${index}`,
        line_name: index % 2 ? "Línea Nacional" : "Línea Bogotá",
        choice: ["Solicitud y renovación de crédito"],
        answered_at: new Date(answered).toISOString(),
        ended_at: new Date(answered + 154_000 + ((index * 77_000) % 240_000)).toISOString(),
        kind: index === 2 ? null : "solicitud",
        theme: index === 2 ? null : theme,
        tickets: index % 3 === 0 ? [`2026-00041${index}-${index + 2}`] : [],
      };
    });
  }

  history() {
    const ends = [
      "answered",
      "answered",
      "abandoned_queue",
      "answered",
      "self_served",
      "answered",
      "abandoned_ivr",
      "answered",
      null,
    ];
    return Array.from({ length: 40 }, (_, index) => {
      const arrived = Date.now() - index * 71_000 - 20_000;
      const end = ends[index % ends.length] ?? null;
      const wait = 4_000 + ((index * 7_919) % 41_000);
      const queued = end === "self_served" || end === "abandoned_ivr" ? null : arrived + 21_000;
      const answered = end === "answered" || end === null ? (queued ?? arrived) + wait : null;
      const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
      return {
        id: `c${((index * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0")}f3a1`,
        line: ["bogota", "nacional", "quejas"][index % 3]!,
        queue: queued ? Object.keys(QUEUES)[index % 4]! : null,
        site_version: "0123456789ab",
        arrived_at: iso(arrived)!,
        in_hours: true,
        queued_at: iso(queued),
        answered_at: iso(answered),
        ended_at: end ? iso(arrived + 200_000) : null,
        wait_ms: answered ? wait : null,
        within_threshold: answered ? wait <= 20_000 : null,
        advisor: answered ? `asesor${(index % 9) + 1}` : null,
        offers: answered ? 1 : 0,
        outcome: end,
        stage: null,
        ended_by: null,
      };
    });
  }

  story(id: string): Told {
    const call = this.history().find((each) => each.id === id) ?? this.history()[0]!;
    const lines: [number, string, string, string][] = [
      [0, "CallIngressed", "pyvoip-1", "Entró una llamada a «Línea Bogotá», en horario de atención."],
      [
        9_412,
        "NoticePlayed",
        "pyvoip-1",
        "Quien llama oyó completo el aviso de grabación y tratamiento de datos (versión 2026-11).",
      ],
      [9_420, "MenuEntered", "pyvoip-1", "Empezó a oír el menú «bogota»."],
      [14_107, "MenuSelected", "pyvoip-1", "Marcó 1: Solicitud y renovación de crédito."],
      [14_110, "CallQueued", "pyvoip-1", "Entró en la cola «Crédito», por elección en el menú."],
      [22_930, "AdvisorOffered", "router", "Se ofreció a asesor1, cuyo teléfono empezó a timbrar (oferta 1)."],
      [26_044, "CallAnswered", "pyvoip-1", "asesor1 contestó y quedó en conversación con quien llama."],
      [198_600, "CallEnded", "pyvoip-1", "La llamada terminó como contestada: colgó quien llamaba."],
    ];
    const at = (ms: number) => new Date(Date.parse(call.arrived_at) + ms).toISOString();
    return {
      body: {
        ...call,
        again_at: null,
        recordings: [],
        timeline: lines.map(([ms, type, actor, sentence], index) => ({
          id: `1-${100 + index}`,
          at: at(ms),
          after_ms: ms,
          actor,
          sentence,
          fact: { type },
        })),
      },
    };
  }

  arrange(body: Record<string, unknown>): Told {
    if (typeof body.user === "string") this.me = PEOPLE[body.user] ?? null;
    if (typeof body.advisors === "number") this.day = new Day(Date.now(), { advisors: body.advisors });
    if (typeof body.waiting === "number")
      for (let index = 0; index < body.waiting; index += 1) this.day.arrive(index * 7_000);
    if (typeof body.own === "string") this.day.own(body.own as OwnStage);
    if (body.call) this.day.tell(body.call as Partial<Call>);
    if (typeof body.refused === "string") this.day.refuse("hold", body.refused);
    if (typeof body.away === "boolean") this.away = body.away;
    if (body.forget) [this.tickets, this.drafts, this.disposed].forEach((map) => map.clear());
    if (body.forget) this.failures = 0;
    if (this.away || body.forget) for (const socket of this.sockets) socket.terminate();
    return this.told();
  }

  moved(stage: OwnStage): Told {
    this.day.own(stage);
    return this.told();
  }

  told(): Told {
    this.share();
    return { status: 204 };
  }

  beat(): void {
    this.day.step(Date.now());
    this.share();
  }

  share(): void {
    const { put, drop } = this.day.take();
    if (!put.length && !drop.length) return;
    const message: DeskMessage = {
      type: "changes",
      seq: `1-${this.day.seq}`,
      now: new Date().toISOString(),
      put,
      drop,
    };
    for (const socket of this.sockets) this.say(socket, message);
  }

  say(socket: WebSocket, message: DeskMessage): void {
    socket.send(JSON.stringify(message));
  }

  welcome(socket: WebSocket): void {
    this.sockets.add(socket);
    const beat = setInterval(
      () => this.say(socket, { type: "heartbeat", seq: `1-${this.day.seq}`, now: new Date().toISOString() }),
      5_000,
    );
    socket.on("close", () => {
      clearInterval(beat);
      this.sockets.delete(socket);
    });
    if (this.me)
      this.say(socket, {
        type: "snapshot",
        seq: `1-${this.day.seq}`,
        now: new Date().toISOString(),
        me: this.me,
        entities: this.day.entities,
      });
  }
}

function invented(): VoiceMessage[] {
  const callers = ["*** *** 4417", "*** *** 0932", "*** *** 7718", "número oculto", "*** *** 5521"];
  return callers.map((caller, index) => ({
    id: `m${index}.0-2`,
    call_id: `m${index}`,
    line: index % 2 ? "nacional" : "bogota",
    line_name: index % 2 ? "Línea Nacional" : "Línea Bogotá",
    queue_name: index === 2 ? QUEUES.pagos : null,
    caller,
    left_at: new Date(Date.now() - (5 - index) * 13_100_000).toISOString(),
    lasted_ms: 14_000 + ((index * 31_337) % 70_000),
    state: index === 4 ? "begun" : "stored",
    ticket: null,
    attended_at: null,
    attended_by: null,
  }));
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length ? (JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>) : {};
}

async function serve(fake: Fake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let told: Told;
  try {
    told = fake.answer({
      body: await readBody(request),
      headers: request.headers,
      path: request.url ?? "",
      method: request.method ?? "GET",
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    told = error.told;
  }
  const status = told.body === undefined ? (told.status ?? 204) : told.status === 204 ? 200 : (told.status ?? 200);
  response.writeHead(status, {
    "Content-Type": status >= 400 ? "application/problem+json" : "application/json",
    ...told.headers,
  });
  response.end(told.body === undefined ? undefined : JSON.stringify(told.body));
}

function install(server: { middlewares: Connect.Server; httpServer: unknown }): void {
  const fake = new Fake();
  const sockets = new WebSocketServer({ noServer: true });
  server.middlewares.use((request, response, next) => {
    if (/^\/(api|__fake)\b/.test(request.url ?? "")) void serve(fake, request, response);
    else next();
  });
  (server.httpServer as Server).on("upgrade", (request, socket, head) => {
    if (!request.url?.startsWith("/api/v1/desk")) return;
    if (fake.away || !fake.me) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) => fake.welcome(opened));
  });
}

export function fakeServer(): Plugin {
  return { name: "fake-server", configureServer: install, configurePreviewServer: install };
}
