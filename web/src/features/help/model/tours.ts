/**
 * The tour of each role: five steps on the first screen of the role, each pointing to an element. Pure.
 *
 * A target is the `data-tour` of an element: an entry of the navigation by its name, or a part of the frame.
 */
import type { Role } from "../../../api/help";
import { t } from "../../../i18n/translate";

export interface TourStep {
  target: string;
  title: string;
  text: string;
}
export const STEPS = 5;

const SCREEN = "contenido";
const HELP_STEP: TourStep = {
  target: "ayuda",
  title: t("La ayuda, siempre a la mano"),
  text: t(
    "El botón Ayuda, o la tecla ?, abre al lado la guía de la pantalla en la que está. Desde ahí puede repetir el recorrido.",
  ),
};
const SEARCH_STEP: TourStep = {
  target: "buscar",
  title: t("Un solo campo para buscar"),
  text: t("Con Ctrl K encuentra un radicado, una persona, una llamada o una pantalla de las que su rol puede ver."),
};
const BELL_STEP: TourStep = {
  target: "avisos",
  title: t("Sus avisos"),
  text: t(
    "La campana cuenta lo que le asignaron, lo que le devolvieron y lo que está por vencer. Cada aviso abre lo suyo.",
  ),
};
const CONTRACT_STEP: TourStep = {
  target: t("Contrato"),
  title: t("Las cifras del contrato"),
  text: t(
    "Cada cifra se abre hasta las llamadas y los tickets de los que sale. Aquí están también los informes y los incidentes.",
  ),
};

export const TOURS: Readonly<Record<Role, readonly TourStep[]>> = {
  asesor: [
    {
      target: "estado",
      title: t("Su estado"),
      text: t(
        "Quede disponible con Alt L para recibir llamadas. Alt P elige una pausa y Alt X lo deja fuera de turno.",
      ),
    },
    {
      target: "telefono",
      title: t("Su teléfono"),
      text: t("Debe decir que está registrado. Si no, su teléfono no timbra: revise su configuración en «Su cuenta»."),
    },
    {
      target: SCREEN,
      title: t("Aquí aparece cada llamada"),
      text: t(
        "Al timbrar verá quién llama, el guion y el formulario. Al colgar, tipifique: es lo último de cada llamada.",
      ),
    },
    SEARCH_STEP,
    HELP_STEP,
  ],
  asesor_escrita: [
    {
      target: t("Bandeja"),
      title: t("Su bandeja"),
      text: t(
        "Las peticiones que le toca responder, primero la que vence antes. Abra una para ver los pasos que puede dar.",
      ),
    },
    {
      target: t("Radicar"),
      title: t("Radicar lo que no llega por teléfono"),
      text: t("Cartas, correos y visitas se radican aquí. Antes de radicar verá hasta qué día se puede responder."),
    },
    BELL_STEP,
    SEARCH_STEP,
    HELP_STEP,
  ],
  funcionario: [
    {
      target: t("Bandeja"),
      title: t("Lo que su área debe responder"),
      text: t("Las peticiones escaladas a su área, con el día en que vencen. Abra una para responder o devolverla."),
    },
    {
      target: SCREEN,
      title: t("La lista y el ticket"),
      text: t(
        "A la izquierda, la lista; al lado, el ticket con su término, su historia y solo los pasos que usted puede dar.",
      ),
    },
    BELL_STEP,
    SEARCH_STEP,
    HELP_STEP,
  ],
  supervisor: [
    {
      target: t("Tablero"),
      title: t("El tablero, en vivo"),
      text: t(
        "Las colas, los asesores y las llamadas de este momento. Abra a un asesor para cambiar su estado o escuchar.",
      ),
    },
    {
      target: t("Llamadas"),
      title: t("Cada llamada, con su historia"),
      text: t(
        "Filtre por fecha, asesor o tema, guarde la vista que usa a diario y abra una llamada para oír su grabación.",
      ),
    },
    {
      target: t("Bandeja"),
      title: t("Las peticiones de su equipo"),
      text: t("Lo que vence antes, arriba. Puede asignar, anotar o dar un paso en varios tickets a la vez."),
    },
    BELL_STEP,
    HELP_STEP,
  ],
  coordinador: [
    {
      target: t("Tablero"),
      title: t("El tablero, en vivo"),
      text: t(
        "Las colas, los asesores y las llamadas de este momento, con el nivel de servicio de hoy frente a su meta.",
      ),
    },
    CONTRACT_STEP,
    {
      target: t("Personal"),
      title: t("Las personas"),
      text: t(
        "Ingresos, traslados y salidas con los permisos que empiezan y terminan; al lado, los puestos y las ausencias.",
      ),
    },
    BELL_STEP,
    HELP_STEP,
  ],
  calidad: [
    {
      target: t("Calidad"),
      title: t("La muestra de la semana"),
      text: t("Aquí están las llamadas y respuestas sorteadas, sus evaluaciones, las calibraciones y los hallazgos."),
    },
    {
      target: t("Llamadas"),
      title: t("Oír y leer cada llamada"),
      text: t("Encuentre una llamada por fecha, asesor o tema, y ábrala con su historia y su grabación."),
    },
    {
      target: t("Capacitación"),
      title: t("De un hallazgo a la capacitación"),
      text: t("Lo que se repite en las evaluaciones se propone como tema, y aquí se programa y se registra."),
    },
    BELL_STEP,
    HELP_STEP,
  ],
  interventoria: [
    CONTRACT_STEP,
    {
      target: SCREEN,
      title: t("De la cifra a la llamada"),
      text: t(
        "Abra una cifra para ver su fórmula, sus llamadas y cómo cambiaría con otra fórmula. Ahí mismo hace una observación.",
      ),
    },
    {
      target: t("Calidad"),
      title: t("La calidad, con su número"),
      text: t(
        "Usted puede comprometer un número antes del sorteo de la muestra; así nadie puede escoger qué se evalúa.",
      ),
    },
    {
      target: "Control",
      title: t("Quién leyó qué"),
      text: t("La bitácora muestra los movimientos de cuentas y cada consulta de los datos de un cliente."),
    },
    HELP_STEP,
  ],
  admin: [
    {
      target: t("Usuarios"),
      title: t("Los usuarios"),
      text: t(
        "Cree usuarios, dé roles con fecha y restablezca contraseñas. Los permisos que dan permisos los aprueban dos personas.",
      ),
    },
    {
      target: "Control",
      title: t("Bitácora y revisión de cuentas"),
      text: t("Los movimientos de cuentas, quién leyó a qué cliente y la revisión de cada trimestre."),
    },
    {
      target: t("Tablero"),
      title: t("El tablero, en vivo"),
      text: t("Las colas, los asesores y las llamadas de este momento."),
    },
    SEARCH_STEP,
    HELP_STEP,
  ],
};

/** Roles by their first screen's weight: a user with several first sees the tour of the one that decides that screen. */
const ROLE_ORDER: readonly Role[] = [
  ...(["interventoria", "asesor", "asesor_escrita", "funcionario"] as const),
  ...(["supervisor", "coordinador", "calidad", "admin"] as const),
];

/** Return the role whose tour comes next; null if the user has seen those of all their roles. */
export function nextTour(roles: readonly string[], seen: readonly Role[]): Role | null {
  return ROLE_ORDER.find((role) => roles.includes(role) && !seen.includes(role)) ?? null;
}

/** Return the role whose tour the help repeats: that of the first screen. */
export const ownTour = (roles: readonly string[]): Role | null => nextTour(roles, []);
