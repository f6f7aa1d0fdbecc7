/** The address of a customer's page. Pure: ids in an address are opaque, never a document or a name. */
export const customerPath = (id: string): string => `/clientes/${encodeURIComponent(id)}`;
