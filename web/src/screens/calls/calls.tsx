export default function CallsScreen(_: { id: string }) { return null; }
