/** The guides of each screen. Pure. */

export interface Guide {
  /** The name of its file in docs/guias, without the extension. */
  id: string;
  name: string;
}

const GUIDE_NAMES: Readonly<Record<string, string>> = {
  escritorio: "El escritorio",
  titularidad: "Verificar la identidad",
  consultas: "Consultar otros sistemas",
  telefono: "El teléfono",
  colas: "Las colas",
  grabaciones: "Las grabaciones",
  radicacion: "La radicación",
  bandeja: "La bandeja",
  listas: "Las listas",
  tickets: "Los tickets",
  terminos: "Los términos de ley",
  clientes: "Los clientes",
  mensajes: "Los mensajes de voz",
  indicadores: "Los indicadores",
  informes: "Los informes",
  sellos: "Los sellos",
  incidentes: "Los incidentes",
  interventoria: "La interventoría",
  calidad: "La calidad",
  calibracion: "La calibración",
  retroalimentacion: "La retroalimentación",
  hallazgos: "Hallazgos y visitas",
  personal: "El personal",
  "grandes-clientes": "Los grandes clientes",
  bitacora: "La bitácora",
  practica: "La práctica",
  usuarios: "Los usuarios",
  buscar: "Buscar",
};
const SCREEN_GUIDES: Readonly<Record<string, readonly string[]>> = {
  "/escritorio": ["escritorio", "titularidad", "consultas", "telefono"],
  "/tablero": ["escritorio", "colas", "buscar"],
  "/llamadas": ["listas", "grabaciones", "buscar"],
  "/bandeja": ["bandeja", "listas", "tickets", "terminos", "buscar"],
  "/radicar": ["radicacion", "terminos", "clientes"],
  "/clientes": ["clientes", "titularidad", "buscar"],
  "/escalamientos": ["bandeja", "tickets"],
  "/mensajes": ["mensajes"],
  "/indicadores": ["indicadores", "interventoria"],
  "/cifras": ["indicadores", "terminos"],
  "/informes": ["informes"],
  "/sellos": ["sellos"],
  "/incidentes": ["incidentes"],
  "/observaciones": ["interventoria"],
  "/calidad/muestras": ["calidad"],
  "/calidad/evaluaciones": ["calidad", "grabaciones"],
  "/calidad/resultados": ["calidad", "indicadores"],
  "/calidad/semillas": ["calidad", "sellos"],
  "/calidad/calibraciones": ["calibracion", "calidad"],
  "/calidad/acuerdo": ["calibracion", "calidad"],
  "/calidad/refutaciones": ["retroalimentacion", "calidad"],
  "/calidad/acompanamientos": ["retroalimentacion"],
  "/calidad/mis-evaluaciones": ["retroalimentacion"],
  "/calidad/mis-acompanamientos": ["retroalimentacion"],
  "/calidad/hallazgos": ["hallazgos", "listas"],
  "/calidad/visitas": ["hallazgos"],
  "/calidad/informes": ["hallazgos"],
  "/personal": ["personal", "usuarios", "listas"],
  "/grandes-clientes": ["grandes-clientes"],
  "/novedades": ["grandes-clientes", "listas"],
  "/bitacora": ["bitacora", "usuarios"],
  "/usuarios": ["usuarios", "personal", "bitacora"],
  "/identidad": ["titularidad", "listas"],
  "/practica": ["practica", "escritorio"],
  "/cuenta": ["telefono", "usuarios", "buscar"],
};

export const screenGuides = (path: string): Guide[] =>
  (SCREEN_GUIDES[path] ?? []).map((id) => ({ id, name: GUIDE_NAMES[id] ?? id }));
