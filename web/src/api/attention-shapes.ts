/** How the identity of a call travels. */

export interface Question {
  id: string;
  text: string;
}
export interface IdentityCheck {
  check_id: string;
  customer_id: string;
  questions: Question[];
  attempt: number;
  attempts_left: number;
}
export interface IdentityTold {
  status: "none" | "asked" | "passed" | "failed" | "closed";
  customer_id: string | null;
  check: IdentityCheck | null;
  attempts_left: number;
}
export interface Judged {
  result: "passed" | "failed";
  attempts_left: number;
  closed: boolean;
}
