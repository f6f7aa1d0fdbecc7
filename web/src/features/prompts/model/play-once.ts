/** Play a sound that has no address of its own. The page's policy allows no `blob:` as a source of sound. */

let current: AudioContext | null = null;

export async function playOnce(content: ArrayBuffer): Promise<void> {
  void current?.close();
  const context = new AudioContext();
  current = context;
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(content);
  source.connect(context.destination);
  source.start();
}
