import { describe, expect, it } from "vitest";
import { KEYPAD, KeySender, keypadKey, MAX_KEYS, shownKeys } from "./keypad";

const event = (key: string, more = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, ...more });

/** Collect what is sent; each request waits until `answer` is called. */
function collect() {
  const sent: string[] = [];
  const answers: ((isFailure: boolean) => void)[] = [];
  const sender = new KeySender((keys) => {
    sent.push(keys);
    return new Promise<void>((resolve, reject) =>
      answers.push((isFailure) => (isFailure ? reject(new Error("refused")) : resolve())),
    );
  });
  const answer = async (isFailure = false) => {
    answers.shift()?.(isFailure);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { sent, sender, answer };
}

describe("the keypad", () => {
  it("knows the twelve keys of a telephone, without a modifier", () => {
    expect(KEYPAD.map((key) => keypadKey(event(key)))).toEqual(KEYPAD);
    for (const key of ["a", "Enter", "F1", "", "12"]) expect(keypadKey(event(key))).toBeNull();
    expect(keypadKey(event("1", { altKey: true }))).toBeNull();
    expect(keypadKey(event("1", { ctrlKey: true }))).toBeNull();
  });

  it("shows the last key only", () => {
    expect(["", "4", "4071"].map(shownKeys)).toEqual(["", "4", "•••1"]);
  });

  it("sends the first key at once, and those pressed meanwhile together and in order", async () => {
    const { sent, sender, answer } = collect();
    for (const key of "4071") sender.press(key);
    expect(sent).toEqual(["4"]);
    await answer();
    expect(sent).toEqual(["4", "071"]);
    await answer();
    sender.press("#");
    expect(sent).toEqual(["4", "071", "#"]);
  });

  it("sends no more keys in a request than it may have", async () => {
    const { sent, sender, answer } = collect();
    for (let count = 0; count < MAX_KEYS + 3; count++) sender.press("1");
    await answer();
    await answer();
    expect(sent.map((keys) => keys.length)).toEqual([1, MAX_KEYS, 2]);
  });

  it("drops the rest of a number after a failure, and sends what is pressed later", async () => {
    const { sent, sender, answer } = collect();
    for (const key of "407") sender.press(key);
    await answer(true);
    sender.press("9");
    expect(sent).toEqual(["4", "9"]);
  });
});
