/** Invented people and the sample site's words, for the fake server only. */
export const FIRST = [
  "Ana Lucía",
  "Camilo",
  "Diana Marcela",
  "Jorge Iván",
  "Paola",
  "Andrés Felipe",
  "Luz Dary",
  "Hernán",
  "Yuliana",
  "Óscar",
  "Marta Inés",
  "Sebastián",
  "Claudia",
  "Wilmar",
  "Ángela",
  "Ricardo",
  "Nubia",
  "Esteban",
  "Lorena",
  "Fabián",
  "Gloria",
  "Mauricio",
  "Tatiana",
  "Iván Darío",
];
export const LAST = [
  "Rojas",
  "Herrera",
  "Pérez",
  "Castaño",
  "Quintero",
  "Muñoz",
  "Ospina",
  "Palacios",
  "Londoño",
  "Cárdenas",
  "Vélez",
  "Mosquera",
  "Arango",
  "Suárez",
  "Peña",
  "Zapata",
  "Beltrán",
  "Caicedo",
];

export const LINES = {
  bogota: "Línea Bogotá",
  nacional: "Línea Nacional",
  quejas: "Línea de Quejas y Reclamos",
} as const;
export type LineId = keyof typeof LINES;

export const QUEUES = {
  credito: "Crédito",
  pagos: "Pagos y cartera",
  quejas: "Quejas y reclamos",
  general: "Información general",
} as const;
export type QueueId = keyof typeof QUEUES;

export const PATHS: { line: LineId; queue: QueueId; choice: string[] }[] = [
  { line: "bogota", queue: "credito", choice: ["Solicitud y renovación de crédito"] },
  { line: "bogota", queue: "pagos", choice: ["Pagos y estado de la deuda", "Hablar con un asesor de pagos"] },
  { line: "nacional", queue: "general", choice: ["Hablar con un asesor"] },
  { line: "nacional", queue: "pagos", choice: ["Pagos y estado de la deuda", "Hablar con un asesor de pagos"] },
  { line: "quejas", queue: "quejas", choice: ["Presentar una queja o un reclamo"] },
  { line: "nacional", queue: "credito", choice: ["Solicitud y renovación de crédito"] },
];

export const SCRIPT = [
  "Buen día, bienvenido al Icetex. Le habla [su nombre]. ¿Con quién tengo el gusto?",
  "Llame a la persona por su nombre y escuche sin interrumpir. Repita con sus palabras lo que entendió.",
  "No dé datos de un crédito sin verificar antes la identidad. La información general es para todos.",
  "Si pide algo que no puede resolver ahora, radíquelo. Toda petición se recibe, aunque no se identifique.",
  "Dicte el número de radicado despacio y pida que se lo repitan.",
  "Antes de despedirse, pregunte si le puede ayudar en algo más. Gracias por llamar al Icetex.",
];

export const REASONS = [
  { id: "almuerzo", name: "Almuerzo", paid: false },
  { id: "descanso", name: "Descanso", paid: true },
  { id: "bano", name: "Baño", paid: true },
  { id: "capacitacion", name: "Capacitación", paid: true },
  { id: "reunion", name: "Reunión con el supervisor", paid: true },
];

const themes = (names: Record<string, string>) =>
  Object.entries(names).map(([id, name]) => ({
    id,
    name,
    meaning: "",
    also: [],
    legal_kind: "general",
    legal_kind_name: "petición general, queja o reclamo",
    area: null,
    area_name: null,
    templates: [],
    subthemes: [],
  }));
export const KINDS = [
  {
    id: "solicitud",
    name: "Solicitud",
    meaning: "Pide información, un documento o un trámite.",
    also: [],
    themes: themes({
      credito_nuevo: "Crédito nuevo y requisitos",
      renovacion: "Renovación del crédito",
      desembolso: "Estado del desembolso",
      estado_cuenta: "Estado de cuenta y certificados",
      plan_pagos: "Plan de pagos y periodo de gracia",
      actualizacion_datos: "Actualización de datos",
      otra: "Otra solicitud",
    }),
  },
  {
    id: "queja",
    name: "Queja",
    meaning: "Está inconforme con el trato o la conducta de una persona.",
    also: [],
    themes: themes({
      trato: "Trato recibido",
      demora_atencion: "Demora en la atención",
      informacion_equivocada: "Información equivocada",
      otra: "Otra queja",
    }),
  },
  {
    id: "reclamo",
    name: "Reclamo",
    meaning: "El servicio no se prestó o se prestó mal.",
    also: [],
    themes: themes({
      pago_no_aplicado: "Pago no aplicado",
      cobro: "Cobro que no reconoce",
      desembolso_tardio: "Desembolso tardío o incompleto",
      reporte_centrales: "Reporte en centrales de riesgo",
      otro: "Otro reclamo",
    }),
  },
  {
    id: "sugerencia",
    name: "Sugerencia",
    meaning: "Propone cómo mejorar el servicio.",
    also: [],
    themes: themes({ canales: "Canales de atención", tramites: "Trámites y requisitos" }),
  },
  {
    id: "felicitacion",
    name: "Felicitación",
    meaning: "Reconoce una buena atención.",
    also: [],
    themes: themes({ atencion: "Atención de una persona", servicio: "Servicio de la entidad" }),
  },
  {
    id: "denuncia",
    name: "Denuncia",
    meaning: "Informa de un posible delito o acto de corrupción.",
    also: [],
    themes: themes({ corrupcion: "Posible acto de corrupción", suplantacion: "Suplantación o fraude" }),
  },
];
