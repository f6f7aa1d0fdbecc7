/** The table of contents by task: what people want to do, and the section that says how. Pure. */

export interface TaskGroup {
  name: string;
  /** Each task with its ``guide#section``. */
  tasks: readonly (readonly [string, string])[];
}

export const TASKS: readonly TaskGroup[] = [
  {
    name: "Atender llamadas",
    tasks: [
      ["Quedar disponible, en pausa o fuera de turno", "escritorio#quedar-disponible"],
      ["Atender una llamada", "escritorio#hablar"],
      ["Verificar quién llama", "titularidad#asesores"],
      ["Atender a un representante o apoderado", "titularidad#quien-habla"],
      ["Consultar otros sistemas", "escritorio#consultar-otros-sistemas"],
      ["Decir cómo va un radicado", "escritorio#consultar-un-radicado"],
      ["Transferir una llamada o consultar a un colega", "escritorio#transferir-o-consultar"],
      ["Tipificar y terminar", "escritorio#tipificar-y-terminar"],
      ["Conectar el teléfono", "telefono#los-datos"],
      ["Practicar con una llamada inventada", "practica#comenzar"],
    ],
  },
  {
    name: "Radicar y responder peticiones",
    tasks: [
      ["Radicar durante la llamada", "escritorio#tipificar-y-radicar"],
      ["Radicar una carta, un correo o una visita", "radicacion#radicar-fuera-de-una-llamada"],
      ["Trabajar la bandeja", "bandeja#la-lista"],
      ["Dar un paso en un ticket", "bandeja#un-ticket"],
      ["Responder, revisar y deshacer un envío", "tickets#ver-abrir-y-deshacer-una-respuesta"],
      ["Saber hasta cuándo se puede responder", "terminos"],
      ["Ver los escalamientos sin resolver", "bandeja#escalamientos-sin-resolver"],
      ["Atender un mensaje de voz", "mensajes#atender-uno"],
    ],
  },
  {
    name: "Encontrar y organizar",
    tasks: [
      ["Buscar todo desde un solo campo", "buscar#que-se-puede-escribir"],
      ["Filtrar y ordenar una lista", "listas#filtros-orden-y-columnas"],
      ["Leer un artículo de la base de conocimiento", "conocimiento#leer-un-articulo"],
      ["Guardar una vista", "listas#vistas"],
      ["Exportar una lista", "listas#exportar"],
      ["Encontrar a un cliente", "clientes#buscar"],
      ["Unir registros repetidos", "clientes#unir-duplicados"],
    ],
  },
  {
    name: "Coordinar el día",
    tasks: [
      ["Cambiar el estado de un asesor", "escritorio#el-tablero-cambiar-el-estado-de-un-asesor"],
      ["Escuchar, susurrar o intervenir", "escritorio#el-tablero-escuchar-susurrar-intervenir"],
      ["Poner un mensaje de contingencia", "contingencia#poner-un-mensaje"],
      ["Probar una llamada antes de que la oiga alguien", "simulador#llamar"],
      ["Decir qué colas atiende cada asesor", "puestos#puestos-y-colas"],
      ["Registrar una ausencia y su suplente", "puestos#ausencias"],
      ["Registrar un incidente", "incidentes#lo-que-abren-las-personas"],
      ["Oír una grabación", "grabaciones#quien-puede-oir"],
      ["Reportar una novedad de un gran cliente", "grandes-clientes#las-novedades"],
    ],
  },
  {
    name: "Medir y demostrar",
    tasks: [
      ["Leer las cifras del contrato", "indicadores#leer-las-cifras"],
      ["Ver cifras por área, motivo o asesor", "indicadores#cifras-por-area-motivo-y-asesor"],
      ["Cerrar un mes", "indicadores#cerrar-un-mes"],
      ["Generar un informe", "informes#generar-uno-ahora"],
      ["Comprobar un mes sellado", "sellos#con-el-comprobador"],
      ["Hacer o responder una observación", "interventoria#observaciones"],
    ],
  },
  {
    name: "Calidad y capacitación",
    tasks: [
      ["Evaluar una llamada o una respuesta", "calidad#evaluar"],
      ["Leer y refutar una evaluación propia", "retroalimentacion#mi-calidad"],
      ["Planear una calibración", "calibracion#planear"],
      ["Registrar un hallazgo o una visita", "hallazgos#registrar-un-hallazgo"],
      ["Programar una capacitación", "capacitacion#el-cronograma"],
      ["Ver los temas que me faltan", "capacitacion#mi-capacitacion"],
    ],
  },
  {
    name: "Personas y cuentas",
    tasks: [
      ["Cambiar mi contraseña o mi segundo factor", "usuarios#su-cuenta"],
      ["Crear un usuario y darle roles", "usuarios#crear-a-los-demas-y-abrirles-la-puerta"],
      ["Registrar un ingreso, un traslado o una salida", "personal#registrar-un-ingreso"],
      ["Revisar las cuentas del trimestre", "revision-de-cuentas#paso-a-paso"],
      ["Ver quién leyó a qué cliente", "bitacora#leerla"],
    ],
  },
];
