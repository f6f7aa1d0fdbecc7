/** Spanish that stays as it is in every language, each with its reason. */
export const ALLOWED = new Map([["Atención", "the name of the product"]]);
