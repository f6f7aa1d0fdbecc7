/**
 * What is new in each release, for the people of each role: short, and with the screens where it is seen. Pure.
 *
 * Written by us when something is added that a user notices. The entry of a coming release waits here until the
 * product has its number.
 */
import type { Role } from "../../../api/help";
import { t } from "../../../i18n/translate";

export interface NewsEntry {
  /** Who notices it; null for everybody. */
  roles: readonly Role[] | null;
  title: string;
  text: string;
  /** The screens where it is seen. */
  screens: readonly string[];
  /** The section of a guide that explains it: ``guide#section``. */
  guide: string;
}
export interface ReleaseNews {
  release: string;
  entries: readonly NewsEntry[];
}

/** The newest release first. */
export const NEWS: readonly ReleaseNews[] = [
  {
    release: "0.10.0",
    entries: [
      {
        roles: null,
        title: t("La ayuda, al lado de la pantalla"),
        text: t(
          "Con ? o con el botón Ayuda se abre un panel con la guía de la pantalla en la que está. En /ayuda están todas las guías, con buscador.",
        ),
        screens: ["/ayuda"],
        guide: "ayuda#la-ayuda-de-esta-pantalla",
      },
      {
        roles: null,
        title: t("Buscar todo desde un solo campo"),
        text: t(
          "Con Ctrl K se encuentra un radicado, una persona, una llamada o una pantalla, también con el nombre mal escrito.",
        ),
        screens: [],
        guide: "buscar#que-se-puede-escribir",
      },
      {
        roles: ["asesor"],
        title: t("Su calidad y su capacitación"),
        text: t(
          "En «Mi calidad» lee sus evaluaciones y las acepta o las refuta. En «Mi capacitación» ve los temas que le faltan.",
        ),
        screens: ["/calidad/mis-evaluaciones", "/capacitacion/mia"],
        guide: "retroalimentacion#mi-calidad",
      },
      {
        roles: ["asesor"],
        title: t("Decir quién habla"),
        text: t(
          "Si no habla el titular, dígalo en la pestaña de la persona. Los datos se dan solo con una acreditación revisada.",
        ),
        screens: ["/escritorio"],
        guide: "titularidad#quien-habla",
      },
      {
        roles: ["asesor", "supervisor"],
        title: t("Practicar con un cliente inventado"),
        text: t("«Práctica» trae una llamada de mentira que no toca ninguna cifra."),
        screens: ["/practica"],
        guide: "practica#comenzar",
      },
      {
        roles: ["asesor_escrita", "funcionario", "coordinador"],
        title: t("La respuesta se puede deshacer"),
        text: t(
          "Durante diez segundos después de enviarla. Antes, la página muestra la carta o el correo tal como va a salir.",
        ),
        screens: ["/bandeja"],
        guide: "tickets#ver-abrir-y-deshacer-una-respuesta",
      },
      {
        roles: ["asesor_escrita", "funcionario", "coordinador"],
        title: t("Filtros, vistas y varios tickets a la vez"),
        text: t("La bandeja filtra, ordena, guarda vistas con un nombre y da un paso en todos los tickets marcados."),
        screens: ["/bandeja"],
        guide: "listas#vistas",
      },
      {
        roles: ["coordinador"],
        title: t("Radicar lo que no llega por teléfono"),
        text: t("«Radicar» recibe cartas, correos y visitas, y dice el último día para responder antes de radicar."),
        screens: ["/radicar"],
        guide: "radicacion#radicar-fuera-de-una-llamada",
      },
      {
        roles: ["supervisor", "coordinador"],
        title: t("Puestos, colas y ausencias en la pantalla"),
        text: t(
          "Lo que atiende cada asesor, quién está ausente y quién suple se cambia en la pantalla y rige al instante.",
        ),
        screens: ["/puestos", "/ausencias"],
        guide: "puestos#puestos-y-colas",
      },
      {
        roles: ["supervisor", "coordinador"],
        title: t("Mensaje de contingencia"),
        text: t(
          "Desde el tablero, un mensaje aprobado suena en una línea en diez segundos y se quita solo a la hora que diga.",
        ),
        screens: ["/tablero"],
        guide: "contingencia#poner-un-mensaje",
      },
      {
        roles: ["calidad", "coordinador"],
        title: t("La calidad, de la muestra al informe"),
        text: t("Muestra semanal, evaluaciones, calibraciones, visitas y hallazgos tienen sus pantallas en «Calidad»."),
        screens: ["/calidad/muestras", "/calidad/evaluaciones", "/calidad/hallazgos"],
        guide: "calidad#las-pantallas",
      },
      {
        roles: ["interventoria"],
        title: t("Comprobar un mes sin terminal"),
        text: t("«Sellos» ofrece un comprobador que se abre en cualquier navegador, también sin red."),
        screens: ["/sellos"],
        guide: "sellos#con-el-comprobador",
      },
      {
        roles: ["interventoria", "calidad", "coordinador", "admin"],
        title: t("Quién leyó a qué cliente"),
        text: t(
          "La bitácora muestra los movimientos de cuentas y cada lectura de datos, y su revisión se firma por períodos.",
        ),
        screens: ["/bitacora"],
        guide: "bitacora#leerla",
      },
      {
        roles: ["admin", "coordinador"],
        title: t("Ingresos, traslados y salidas"),
        text: t(
          "En «Personal» los permisos empiezan y terminan con la persona: una salida cierra su sesión en el mismo minuto.",
        ),
        screens: ["/personal", "/revision-de-cuentas"],
        guide: "personal#registrar-una-salida",
      },
      {
        roles: ["asesor", "supervisor", "coordinador", "calidad", "asesor_escrita", "funcionario"],
        title: t("Base de conocimiento"),
        text: t(
          "Los artículos de cada tema están junto a la llamada (Alt Q) y junto a la respuesta. Diga si le sirvieron.",
        ),
        screens: ["/conocimiento"],
        guide: "conocimiento#leer-un-articulo",
      },
      {
        roles: ["asesor"],
        title: t("Un escritorio que hace más"),
        text: t(
          "Verifique en un paso a quien sugiere el número (Alt W), consulte todos los sistemas a la vez y vea sus cifras del día.",
        ),
        screens: ["/escritorio"],
        guide: "escritorio#hablar",
      },
      {
        roles: ["supervisor", "coordinador"],
        title: t("Curvas, umbrales y detalle en el tablero"),
        text: t(
          "El día por media hora junto al de ayer, avisos cuando una cola pasa su umbral, y tarjetas que se abren.",
        ),
        screens: ["/tablero"],
        guide: "tablero#umbrales-y-alertas",
      },
      {
        roles: ["supervisor", "coordinador"],
        title: t("Mensajes, anuncios y colas de ahora"),
        text: t(
          "Escríbales a un asesor o a un equipo y vea quién leyó. Cambie por hoy las colas de un asesor: se devuelven solas.",
        ),
        screens: ["/anuncios", "/puestos"],
        guide: "anuncios#enviar-un-mensaje",
      },
      {
        roles: ["supervisor", "coordinador", "admin"],
        title: t("Una pared para el televisor"),
        text: t("Las cifras de ahora en grande, sin nombres, con un código de un solo uso."),
        screens: ["/pantallas"],
        guide: "pared#poner-una-pantalla",
      },
      {
        roles: ["supervisor", "coordinador", "calidad", "interventoria"],
        title: t("Gráficas e informes propios"),
        text: t(
          "Dos indicadores juntos, otro período al lado, hora por día de la semana, y tablas suyas que se envían solas.",
        ),
        screens: ["/cifras", "/mis-informes"],
        guide: "mis-informes#componer-uno",
      },
      {
        roles: ["supervisor", "coordinador"],
        title: t("Grabe los mensajes con su voz"),
        text: t(
          "Vea lo que falta por grabar, grábelo en el navegador, óigalo y elíjalo: quien llama lo oye en unos segundos.",
        ),
        screens: ["/voces"],
        guide: "voces#grabar-en-la-pantalla",
      },
    ],
  },
];

const key = (release: string): number =>
  release.split(".").reduce((sum, part) => sum * 10_000 + Number.parseInt(part, 10), 0);

/** Return the news of some releases that concern a user of some roles; a release without any is left out. */
export function newsFor(news: readonly ReleaseNews[], roles: readonly string[]): ReleaseNews[] {
  return news
    .map(({ release, entries }) => ({
      release,
      entries: entries.filter((each) => each.roles === null || each.roles.some((role) => roles.includes(role))),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/**
 * Return the news that a user has not seen, of releases up to the installed one.
 *
 * @param seen the release whose news they saw last; null for a new user, to whom everything is new
 */
export function unseenNews(
  news: readonly ReleaseNews[],
  { roles, seen, installed }: { roles: readonly string[]; seen: string | null; installed: string },
): ReleaseNews[] {
  if (seen === null) return [];
  const fresh = news.filter(({ release }) => key(release) > key(seen) && key(release) <= key(installed));
  return newsFor(fresh, roles);
}
