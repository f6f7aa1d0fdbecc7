// «Plataforma»: the health of every component, for the operators of the system.

import { stepsBelow, stepsAbove, barGaugePanel, dashboard, statPanel, timeSeriesPanel, row } from "./panels.js";
import { increaseByLabel, dedupe, quantile } from "./queries.js";

const UP = stepsBelow(1, 1);

export const platform = dashboard(
  "plataforma",
  "Plataforma",
  "Nodos, dependencias, pasarelas, diario, API, relojes y discos. Cada alerta tiene su guía en docs/guias/alertas.md.",
  "now-3h",
  "10s",
)
  .withPanel(
    statPanel({
      title: "Nodos en servicio",
      description: "Los que Prometheus puede leer.",
      unit: "short",
      queries: [{ expr: 'sum(up{job="atencion"})' }],
      steps: stepsBelow(1, 2),
    }),
  )
  .withPanel(
    statPanel({
      title: "Pasarelas en servicio",
      description: "Con su arriendo, y oyendo a su Asterisk.",
      unit: "short",
      queries: [{ expr: `sum(${dedupe("telephony_gateway_up")}) or vector(0)` }],
      steps: stepsBelow(1, 1),
    }),
  )
  .withPanel(
    statPanel({
      title: "Hechos sin registrar",
      description: "Los que aún no pasan al diario.",
      unit: "short",
      queries: [{ expr: "max(acd_log_unrecorded_facts)" }],
      steps: stepsAbove(500, 5000),
    }),
  )
  .withPanel(
    statPanel({
      title: "Edad del primero sin registrar",
      description: "Cero si todos están en el diario.",
      unit: "s",
      queries: [{ expr: "max(acd_log_unrecorded_oldest_seconds)" }],
      steps: stepsAbove(10, 60),
      decimals: 1,
    }),
  )
  .withPanel(
    statPanel({
      title: "Fallas de la API",
      description: "De cada cien respuestas, las que fueron fallas nuestras.",
      unit: "percentunit",
      queries: [{ expr: "atencion:api_errors:ratio5m" }],
      steps: stepsAbove(0.01, 0.05),
      decimals: 2,
    }),
  )
  .withPanel(
    statPanel({
      title: "Reloj más corrido",
      description: "Diferencia de un nodo o una pasarela con el reloj de Valkey.",
      unit: "s",
      queries: [{ expr: "max(abs(node_clock_skew_seconds) or abs(telephony_gateway_clock_skew_seconds))" }],
      steps: stepsAbove(0.25, 0.5),
      decimals: 3,
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Dependencias",
      description: "1 si funciona, según el nodo que peor la ve.",
      unit: "short",
      width: 8,
      queries: [{ expr: "min by (dependency) (dependency_up)", name: "{{dependency}}" }],
      steps: UP,
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Pasarelas",
      description: "1 si está en servicio.",
      unit: "short",
      width: 8,
      queries: [{ expr: dedupe("telephony_gateway_up"), name: "{{gateway}}" }],
      steps: UP,
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Llamadas por pasarela",
      description: "Las que tiene cada una ahora.",
      unit: "short",
      width: 8,
      queries: [{ expr: dedupe("telephony_gateway_calls"), name: "{{gateway}}" }],
    }),
  )
  .withRow(row("Telefonía"))
  .withPanel(
    timeSeriesPanel({
      title: "Establecimiento",
      description:
        "Desde que entra la llamada hasta que contestamos (caller), y desde que marcamos hasta que timbra el teléfono (phone); nueve de cada diez.",
      unit: "s",
      queries: [{ expr: quantile(0.9, "telephony_setup_seconds", "5m", "party"), name: "{{party}}" }],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Voz perdida",
      description: "De cada cien paquetes que debían llegar; por muestreo.",
      unit: "percentunit",
      queries: [{ expr: "atencion:rtp_loss:ratio5m", name: "{{gateway}}" }],
      steps: stepsAbove(0.01, 0.03),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Variación de la voz",
      description: "Entre paquetes que llegan; nueve de cada diez miradas.",
      unit: "s",
      queries: [{ expr: quantile(0.9, "telephony_rtp_jitter_seconds", "5m", "gateway"), name: "{{gateway}}" }],
      steps: stepsAbove(0.03, 0.05),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Lo que tarda Asterisk",
      description: "En contestar a su pasarela; nueve de cada diez preguntas.",
      unit: "s",
      queries: [{ expr: quantile(0.9, "telephony_ari_lag_seconds", "5m", "gateway"), name: "{{gateway}}" }],
      steps: stepsAbove(0.1, 0.25),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Llamadas que entran",
      description: "Cada cinco minutos, por pasarela: tomadas, o por qué no.",
      unit: "short",
      queries: [
        { expr: increaseByLabel("gateway, result", "telephony_calls_total", "5m"), name: "{{gateway}} · {{result}}" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Teléfonos que no contestan y líneas que se cortan",
      description: "Cada cinco minutos, por causa.",
      unit: "short",
      queries: [
        { expr: increaseByLabel("cause", "telephony_legs_failed_total", "5m"), name: "no contesta · {{cause}}" },
        {
          expr: increaseByLabel("cause", "telephony_legs_ended_total", "5m", 'cause!="normal"'),
          name: "se corta · {{cause}}",
        },
      ],
    }),
  )
  .withRow(row("Twilio"))
  .withPanel(
    timeSeriesPanel({
      title: "Lo que tardamos en contestarle",
      description:
        "Desde que Twilio pregunta hasta que tiene su respuesta: llamada nueva (incoming), paso siguiente (step), aviso (told) o dirección de reserva (fallback); nueve de cada diez. A los quince segundos Twilio deja de esperar.",
      unit: "s",
      queries: [{ expr: quantile(0.9, "telephony_webhook_seconds", "5m", "kind"), name: "{{kind}}" }],
      steps: stepsAbove(1, 5),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Lo que nos pregunta y avisa",
      description: "Cada cinco minutos, por cómo se contestó; apology y failed son llamadas que oyen la disculpa.",
      unit: "short",
      queries: [{ expr: increaseByLabel("result", "telephony_webhooks_total", "5m"), name: "{{result}}" }],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Lo que tarda Twilio",
      description: "En contestar a nuestras peticiones, de todos los nodos; nueve de cada diez.",
      unit: "s",
      queries: [
        {
          expr: "histogram_quantile(0.9, sum by (kind, le) (rate(telephony_twilio_request_seconds_bucket[5m])))",
          name: "{{kind}}",
        },
      ],
      steps: stepsAbove(1, 5),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Peticiones que Twilio no cumple",
      description:
        "Cada cinco minutos, por qué: rechazadas, sin respuesta, o que no se hicieron por su ritmo. La voz perdida y su variación no las dice Twilio en sus avisos.",
      unit: "short",
      queries: [
        {
          expr: 'sum by (outcome) (increase(telephony_twilio_requests_total{outcome!~"done|gone"}[5m]))',
          name: "{{outcome}}",
        },
      ],
    }),
  )
  .withRow(row("Diario"))
  .withPanel(
    timeSeriesPanel({
      title: "Hechos sin registrar",
      description: "Si crece, PostgreSQL no da abasto o no responde.",
      unit: "short",
      queries: [{ expr: "max(acd_log_unrecorded_facts)", name: "Hechos" }],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Edad de la cabeza",
      description: "Desde el último hecho que está en el diario, y desde la última señal del registrador.",
      unit: "s",
      queries: [
        { expr: "max(acd_log_head_age_seconds)", name: "Último hecho" },
        { expr: "min(acd_log_recorder_silence_seconds)", name: "Registrador" },
      ],
    }),
  )
  .withRow(row("API"))
  .withPanel(
    timeSeriesPanel(
      {
        title: "Respuestas por segundo",
        description: "De todos los nodos, por asunto.",
        unit: "reqps",
        queries: [{ expr: "sum by (area) (rate(http_requests_total[5m]))", name: "{{area}}" }],
      },
      true,
    ),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Lo que tarda la API",
      description: "Hasta que empieza la respuesta.",
      unit: "s",
      queries: [
        { expr: "histogram_quantile(0.5, sum by (le) (rate(http_request_seconds_bucket[5m])))", name: "Mediana" },
        {
          expr: "histogram_quantile(0.95, sum by (le) (rate(http_request_seconds_bucket[5m])))",
          name: "Diecinueve de cada veinte",
        },
      ],
      steps: stepsAbove(0.1, 0.25),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Intentos de entrar",
      description: "Cada cinco minutos, por cómo terminaron.",
      unit: "short",
      queries: [{ expr: "sum by (result) (increase(sign_ins_total[5m]))", name: "{{result}}" }],
    }),
  )
  .withPanel(
    barGaugePanel({
      title: "Incidentes abiertos",
      description: "Por sistema vigilado; su historia y su efecto están en «Incidentes».",
      unit: "short",
      queries: [{ expr: dedupe("incidents_open"), name: "{{system}}" }],
      steps: stepsAbove(1, 1),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Consultas en reposo",
      description: "1 si el aplicativo contesta; 0 mientras se le deja en reposo.",
      unit: "short",
      queries: [{ expr: "min by (system) (lookup_system_up)", name: "{{system}}" }],
    }),
  )
  .withRow(row("Relojes, memoria y discos"))
  .withPanel(
    timeSeriesPanel({
      title: "Relojes",
      description: "Diferencia con el de Valkey, que fecha los hechos.",
      unit: "s",
      queries: [
        { expr: "abs(node_clock_skew_seconds)", name: "{{instance}}" },
        { expr: dedupe("abs(telephony_gateway_clock_skew_seconds)"), name: "{{gateway}}" },
      ],
      steps: stepsAbove(0.25, 0.5),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Memoria de Valkey",
      description: "La que usa; al 80 % de su límite no entran llamadas.",
      unit: "bytes",
      queries: [
        { expr: "max(valkey_memory_used_bytes)", name: "Usada" },
        { expr: "max(valkey_memory_limit_bytes)", name: "Límite" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Disco de las grabaciones",
      description: "Libre, de cada cien. Una hora de conversación ocupa 115 MB.",
      unit: "percentunit",
      max: 1,
      queries: [{ expr: "min(recordings_disk_free_bytes / recordings_disk_size_bytes)", name: "Libre" }],
      steps: stepsBelow(0.1, 0.2),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Memoria de las grabaciones",
      description:
        "Libre, de cada cien, en la máquina de cada pasarela: lo que se graba está ahí hasta que la llamada termina y queda cifrado en el disco. Con menos de cinco se deja de grabar.",
      unit: "percentunit",
      max: 1,
      queries: [
        {
          expr: "min by (gateway) (telephony_recordings_memory_free_bytes / (telephony_recordings_memory_size_bytes > 0))",
          name: "{{gateway}}",
        },
      ],
      steps: stepsBelow(0.15, 0.4),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Llamadas que no se graban",
      description:
        "Cada cinco minutos; las que debían grabarse y no se graban, o no hasta el final. La historia de cada una lo dice.",
      unit: "short",
      queries: [{ expr: increaseByLabel("gateway", "telephony_not_recorded_total", "5m"), name: "{{gateway}}" }],
      steps: stepsAbove(1, 3),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Disco de los archivos de tickets",
      description: "Libre, de cada cien.",
      unit: "percentunit",
      max: 1,
      queries: [{ expr: "min(attachments_disk_free_bytes / attachments_disk_size_bytes)", name: "Libre" }],
      steps: stepsBelow(0.1, 0.2),
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Archivos y antivirus",
      description: "Los que esperan su examen y los retenidos. Sin antivirus configurado no hay datos.",
      unit: "short",
      queries: [
        { expr: "max(attachments_unexamined_files)", name: "Sin examinar" },
        { expr: "max(attachments_withheld_files)", name: "Retenidos" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Cuentas y su bitácora",
      description:
        "Cuentas inhabilitadas en el día porque nadie entraba, y períodos de la bitácora de depuración sin firmar.",
      unit: "short",
      queries: [
        { expr: "max(increase(accounts_dormant_disabled_total[1d]))", name: "Inhabilitadas por falta de uso" },
        { expr: "max(access_log_reviews_overdue)", name: "Revisiones vencidas" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Revisión de cuentas",
      description:
        "Cuentas sin decisión y decisiones firmadas sin hacer, de las revisiones abiertas, y cuántas pasaron de su último día o no empezaron.",
      unit: "short",
      queries: [
        { expr: 'max(access_review_accounts_left{step="decide"})', name: "Por decidir" },
        { expr: 'max(access_review_accounts_left{step="execute"})', name: "Por hacer" },
        { expr: "max(access_reviews_due)", name: "Revisiones abiertas" },
        { expr: "max(access_reviews_overdue)", name: "Vencidas" },
      ],
    }),
  )
  .withPanel(
    timeSeriesPanel({
      title: "Capacitación exigida",
      description: "Asesores sin un tema vigente que se les exige, y aquellos a quienes uno les vence en 30 días.",
      unit: "short",
      queries: [
        { expr: "max(training_lacking_advisors)", name: "Les falta un tema" },
        { expr: "max(training_expiring_advisors)", name: "Se les vence en 30 días" },
      ],
    }),
  );
