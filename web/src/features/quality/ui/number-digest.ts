/** The SHA-256 of a number, calculated in this browser: the number stays here. */
import { useEffect, useState } from "react";
import { hexOf, numberError } from "../model/seeds";

/** Whether the browser can calculate it: only on a page with HTTPS, or on the same machine. */
export const canDigest = (): boolean => globalThis.crypto?.subtle !== undefined;

/** Return the SHA-256, hex, of a complete number; empty before it is calculated. */
export function useNumberDigest(number: string): string {
  const [digest, setDigest] = useState({ of: "", hex: "" });
  useEffect(() => {
    if (!canDigest() || numberError(number)) return;
    let current = true;
    const bytes = new TextEncoder().encode(number);
    void crypto.subtle.digest("SHA-256", bytes).then((hash) => {
      if (current) setDigest({ of: number, hex: hexOf(hash) });
    });
    return () => {
      current = false;
    };
  }, [number]);
  return digest.of === number ? digest.hex : "";
}
