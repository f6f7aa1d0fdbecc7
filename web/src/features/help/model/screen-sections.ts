/**
 * The section of a guide that explains each screen, which the help panel opens. Pure.
 *
 * Each page of agent_api/screens/routes.py has an entry (tests/unit/docs/test_help.py): a developer who adds a screen writes
 * its section in docs/guias and names it here.
 */
import type { Call } from "../../../api/types";

/** Section by the pattern of a page's path: the guide, and the id of the section in it. */
const SCREEN_SECTIONS: Readonly<Record<string, string>> = {
  "/": "escritorio#entrar",
  "/ingreso": "escritorio#entrar",
  "/escritorio": "escritorio#quedar-disponible",
  "/tablero": "escritorio#el-tablero-cambiar-el-estado-de-un-asesor",
  "/usuarios": "usuarios#crear-a-los-demas-y-abrirles-la-puerta",
  "/cuenta": "usuarios#su-cuenta",
  "/puestos": "puestos#puestos-y-colas",
  "/ausencias": "puestos#ausencias",
  "/llamadas": "listas#filtros-orden-y-columnas",
  "/llamadas/{call_id}": "grabaciones#quien-puede-oir",
  "/mensajes": "mensajes#la-lista",
  "/mensajes/{recording_id}": "mensajes#atender-uno",
  "/bandeja": "bandeja#la-lista",
  "/bandeja/{number}": "bandeja#un-ticket",
  "/conocimiento": "conocimiento#leer-un-articulo",
  "/conocimiento/{article_id}": "conocimiento#escribir-un-articulo",
  "/radicar": "radicacion#radicar-fuera-de-una-llamada",
  "/clientes": "clientes#buscar",
  "/clientes/{customer_id}": "clientes#la-pagina-del-cliente",
  "/escalamientos": "bandeja#escalamientos-sin-resolver",
  "/indicadores": "indicadores#leer-las-cifras",
  "/cifras": "indicadores#cifras-por-area-motivo-y-asesor",
  "/sellos": "interventoria#sellos",
  "/informes": "informes#que-trae",
  "/informes/{report_id}": "informes#que-trae",
  "/incidentes": "incidentes#lo-que-abren-las-personas",
  "/incidentes/{incident_id}": "incidentes#el-efecto-en-las-llamadas",
  "/observaciones": "interventoria#observaciones",
  "/observaciones/{observation_id}": "interventoria#observaciones",
  "/calidad/muestras": "calidad#la-muestra-de-cada-semana",
  "/calidad/muestras/{sample_id}": "calidad#las-pantallas",
  "/calidad/semillas": "calidad#el-numero-de-la-interventoria",
  "/calidad/semillas/{week}": "calidad#el-numero-de-la-interventoria",
  "/calidad/calibraciones": "calibracion#planear",
  "/calidad/calibraciones/{calibration_id}": "calibracion#abrir-los-resultados",
  "/calidad/acuerdo": "calibracion#la-concordancia-de-la-muestra",
  "/calidad/evaluaciones": "calidad#evaluar",
  "/calidad/evaluaciones/{evaluation_id}": "calidad#evaluar",
  "/calidad/refutaciones": "retroalimentacion#refutaciones",
  "/calidad/refutaciones/{evaluation_id}": "retroalimentacion#refutaciones",
  "/calidad/acompanamientos": "retroalimentacion#acompanamientos",
  "/calidad/acompanamientos/{coaching_id}": "retroalimentacion#acompanamientos",
  "/calidad/mis-evaluaciones": "retroalimentacion#mi-calidad",
  "/calidad/mis-evaluaciones/{evaluation_id}": "retroalimentacion#mi-calidad",
  "/calidad/mis-acompanamientos": "retroalimentacion#acompanamientos",
  "/calidad/mis-acompanamientos/{coaching_id}": "retroalimentacion#acompanamientos",
  "/calidad/resultados": "calidad#el-indicador",
  "/calidad/hallazgos": "hallazgos#lista-filtros-y-archivo",
  "/calidad/hallazgos/{finding_id}": "hallazgos#los-estados",
  "/calidad/visitas": "hallazgos#hacer-una-visita",
  "/calidad/visitas/{visit_id}": "hallazgos#hacer-una-visita",
  "/calidad/informes": "hallazgos#el-informe-de-hallazgos",
  "/calidad/informes/{finding_report_id}": "hallazgos#el-informe-de-hallazgos",
  "/personal": "personal#la-lista",
  "/personal/{user}": "personal#registrar-un-traslado",
  "/grandes-clientes": "grandes-clientes#el-registro",
  "/grandes-clientes/{client_id}": "grandes-clientes#el-registro",
  "/novedades": "grandes-clientes#las-novedades",
  "/novedades/{novelty_id}": "grandes-clientes#las-novedades",
  "/bitacora": "bitacora#leerla",
  "/bitacora/revisiones": "bitacora#revisar-un-periodo",
  "/bitacora/revisiones/{review_id}": "bitacora#revisar-un-periodo",
  "/identidad": "titularidad#la-lista-de-verificaciones",
  "/practica": "practica#comenzar",
  "/capacitacion/cronograma": "capacitacion#el-cronograma",
  "/capacitacion/cronograma/{session_id}": "capacitacion#la-asistencia-y-las-notas",
  "/capacitacion/temas": "capacitacion#los-temas",
  "/capacitacion/exigencias": "capacitacion#exigir-un-tema",
  "/capacitacion/propuestas": "capacitacion#las-propuestas",
  "/capacitacion/propuestas/{proposal_id}": "capacitacion#las-propuestas",
  "/capacitacion/asesores": "capacitacion#quien-no-atiende-una-cola",
  "/capacitacion/mia": "capacitacion#mi-capacitacion",
  "/capacitacion/mia/{subject}": "capacitacion#mi-capacitacion",
  "/revision-de-cuentas": "revision-de-cuentas#paso-a-paso",
  "/revision-de-cuentas/{review_id}": "revision-de-cuentas#paso-a-paso",
  "/ayuda": "ayuda#buscar-en-las-guias",
  "/ayuda/{guide}": "ayuda#buscar-en-las-guias",
  "/anuncios": "anuncios#publicar-un-anuncio",
  "/primeros-pasos": "primeros-pasos#los-pasos",
  "/sitio": "sitio#lo-que-rige",
  "/sitio/publicaciones/{publication_id}": "sitio#una-publicacion",
  "/sitio/borradores/{draft_id}": "sitio#cambiar-el-sitio-en-un-borrador",
  "/simulador": "simulador#llamar",
  "/pantallas": "pared#poner-una-pantalla",
  "/pared": "pared#que-muestra",
  "/voces": "voces#grabar-en-la-pantalla",
  "/mis-informes": "mis-informes#componer-uno",
  "/mis-informes/{own_report_id}": "mis-informes#lo-que-ya-se-envio",
};

/** At the desk, the section follows the call. */
const CALL_SECTIONS: Partial<Record<Call["stage"], string>> = {
  ringing: "escritorio#timbra",
  talking: "escritorio#hablar",
  wrap_up: "escritorio#tipificar-y-terminar",
};

export interface SectionAddress {
  guide: string;
  /** Empty for the text above the first heading. */
  section: string;
}

/** Return the parts of ``guide#section``. */
export function parseSection(address: string): SectionAddress {
  const [guide = "", section = ""] = address.split("#");
  return { guide, section };
}

/**
 * Return the section that explains a screen; null for an unknown path.
 *
 * @param stage of the advisor's call, at the desk
 */
export function screenSection(path: string, stage?: Call["stage"]): SectionAddress | null {
  const inCall = path === "/escritorio" && stage ? CALL_SECTIONS[stage] : undefined;
  const parts = path.split("/");
  const pattern = Object.keys(SCREEN_SECTIONS)
    .filter((each) => matches(each.split("/"), parts))
    .sort((one, other) => Number(one.includes("{")) - Number(other.includes("{")))[0];
  const address = inCall ?? (pattern && SCREEN_SECTIONS[pattern]);
  return address ? parseSection(address) : null;
}

const matches = (pattern: readonly string[], parts: readonly string[]): boolean =>
  pattern.length === parts.length && pattern.every((each, at) => each.startsWith("{") || each === parts[at]);
