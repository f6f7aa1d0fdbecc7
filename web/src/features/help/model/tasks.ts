/** The table of contents by task: what people want to do, and the section that says how. Pure. */

import { t } from "../../../i18n/translate";

export interface TaskGroup {
  name: string;
  /** Each task with its ``guide#section``. */
  tasks: readonly (readonly [string, string])[];
}

export const TASKS: readonly TaskGroup[] = [
  {
    name: t("Atender llamadas"),
    tasks: [
      [t("Quedar disponible, en pausa o fuera de turno"), "escritorio#quedar-disponible"],
      [t("Atender una llamada"), "escritorio#hablar"],
      [t("Verificar quién llama"), "titularidad#asesores"],
      [t("Atender a un representante o apoderado"), "titularidad#quien-habla"],
      [t("Consultar otros sistemas"), "escritorio#consultar-otros-sistemas"],
      [t("Decir cómo va un radicado"), "escritorio#consultar-un-radicado"],
      [t("Transferir una llamada o consultar a un colega"), "escritorio#transferir-o-consultar"],
      [t("Tipificar y terminar"), "escritorio#tipificar-y-terminar"],
      [t("Conectar el teléfono"), "telefono#los-datos"],
      [t("Practicar con una llamada inventada"), "practica#comenzar"],
    ],
  },
  {
    name: t("Radicar y responder peticiones"),
    tasks: [
      [t("Radicar durante la llamada"), "escritorio#tipificar-y-radicar"],
      [t("Radicar una carta, un correo o una visita"), "radicacion#radicar-fuera-de-una-llamada"],
      [t("Trabajar la bandeja"), "bandeja#la-lista"],
      [t("Dar un paso en un ticket"), "bandeja#un-ticket"],
      [t("Responder, revisar y deshacer un envío"), "tickets#ver-abrir-y-deshacer-una-respuesta"],
      [t("Saber hasta cuándo se puede responder"), "terminos"],
      [t("Ver los escalamientos sin resolver"), "bandeja#escalamientos-sin-resolver"],
      [t("Atender un mensaje de voz"), "mensajes#atender-uno"],
    ],
  },
  {
    name: t("Encontrar y organizar"),
    tasks: [
      [t("Buscar todo desde un solo campo"), "buscar#que-se-puede-escribir"],
      [t("Filtrar y ordenar una lista"), "listas#filtros-orden-y-columnas"],
      [t("Leer un artículo de la base de conocimiento"), "conocimiento#leer-un-articulo"],
      [t("Guardar una vista"), "listas#vistas"],
      [t("Exportar una lista"), "listas#exportar"],
      [t("Encontrar a un cliente"), "clientes#buscar"],
      [t("Unir registros repetidos"), "clientes#unir-duplicados"],
    ],
  },
  {
    name: t("Coordinar el día"),
    tasks: [
      [t("Cambiar el estado de un asesor"), "escritorio#el-tablero-cambiar-el-estado-de-un-asesor"],
      [t("Escuchar, susurrar o intervenir"), "escritorio#el-tablero-escuchar-susurrar-intervenir"],
      [t("Poner un mensaje de contingencia"), "contingencia#poner-un-mensaje"],
      [t("Probar una llamada antes de que la oiga alguien"), "simulador#llamar"],
      [t("Cambiar un horario, un menú o una cola"), "sitio#cambiar-el-sitio-en-un-borrador"],
      [t("Saber qué regía un día"), "sitio#lo-que-rige"],
      [t("Decir qué colas atiende cada asesor"), "puestos#puestos-y-colas"],
      [t("Registrar una ausencia y su suplente"), "puestos#ausencias"],
      [t("Registrar un incidente"), "incidentes#lo-que-abren-las-personas"],
      [t("Oír una grabación"), "grabaciones#quien-puede-oir"],
      [t("Reportar una novedad de un gran cliente"), "grandes-clientes#las-novedades"],
    ],
  },
  {
    name: t("Medir y demostrar"),
    tasks: [
      [t("Leer las cifras del contrato"), "indicadores#leer-las-cifras"],
      [t("Ver cifras por área, motivo o asesor"), "indicadores#cifras-por-area-motivo-y-asesor"],
      [t("Cerrar un mes"), "indicadores#cerrar-un-mes"],
      [t("Generar un informe"), "informes#generar-uno-ahora"],
      [t("Comprobar un mes sellado"), "sellos#con-el-comprobador"],
      [t("Hacer o responder una observación"), "interventoria#observaciones"],
    ],
  },
  {
    name: t("Calidad y capacitación"),
    tasks: [
      [t("Evaluar una llamada o una respuesta"), "calidad#evaluar"],
      [t("Leer y refutar una evaluación propia"), "retroalimentacion#mi-calidad"],
      [t("Planear una calibración"), "calibracion#planear"],
      [t("Registrar un hallazgo o una visita"), "hallazgos#registrar-un-hallazgo"],
      [t("Programar una capacitación"), "capacitacion#el-cronograma"],
      [t("Ver los temas que me faltan"), "capacitacion#mi-capacitacion"],
    ],
  },
  {
    name: t("Personas y cuentas"),
    tasks: [
      [t("Cambiar mi contraseña o mi segundo factor"), "usuarios#su-cuenta"],
      [t("Crear un usuario y darle roles"), "usuarios#crear-a-los-demas-y-abrirles-la-puerta"],
      [t("Registrar un ingreso, un traslado o una salida"), "personal#registrar-un-ingreso"],
      [t("Revisar las cuentas del trimestre"), "revision-de-cuentas#paso-a-paso"],
      [t("Ver quién leyó a qué cliente"), "bitacora#leerla"],
    ],
  },
];
