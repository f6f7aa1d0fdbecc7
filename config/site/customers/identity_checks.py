"""Checks of the rules that verify an identity: no two sets of questions in a row need be the same. Pure.

Owns these rules; the Reader places what is complained about.
"""

from config.schema.reader import Reader, suggest_name
from config.site.customers.identity import IdentityRules


def check_identity(rules: IdentityRules | None, reader: Reader) -> None:
    """Complains about rules by which nobody could be verified, or everybody by the same questions."""
    if rules is None:
        return
    _check_always(rules, reader)
    _check_data(rules, reader)
    if rules.right > rules.ask:
        reader.complain(("identity", "right"), f"se exigen más aciertos que preguntas; use {rules.ask} o menos")
    if rules.right < len(rules.always):
        text = f"las preguntas de «always» deben acertarse todas; use {len(rules.always)} o más"
        reader.complain(("identity", "right"), text)


def _check_always(rules: IdentityRules, reader: Reader) -> None:
    for index, asked in enumerate(rules.always):
        path = ("identity", "always", str(index))
        if asked not in rules.questions:
            reader.complain(path, f"«{asked}» no está en «questions»; {suggest_name(asked, rules.questions)}")
        if asked in rules.always[:index]:
            reader.complain(path, f"la pregunta «{asked}» está dos veces; deje una sola")
    if len(rules.always) >= rules.ask:
        text = "al menos una pregunta debe salir al azar; quite preguntas de «always» o suba «ask»"
        reader.complain(("identity", "always"), text)


def _check_data(rules: IdentityRules, reader: Reader) -> None:
    seen: dict[str, str] = {}
    for question in rules.questions.values():
        if question.datum in seen:
            text = f"«{seen[question.datum]}» ya pregunta por «{question.datum}»; deje una sola pregunta por dato"
            reader.complain(("identity", "questions", question.id, "datum"), text)
        seen.setdefault(question.datum, question.id)
    if len(rules.questions) <= rules.ask:
        text = f"se necesitan más de {rules.ask} preguntas, para no repetir las mismas dos veces seguidas; agregue otra"
        reader.complain(("identity", "questions"), text)
