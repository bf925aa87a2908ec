// Puts a link where the reader can paste it from.

/** Call it in the press that asks: browsers let nothing be copied later. Answers what to say; the link itself where it is refused. */
export async function copyLink(link: string, copied = "Link copied."): Promise<string> {
  try {
    await navigator.clipboard.writeText(link);
    return copied;
  } catch {
    return `Copy this link: ${link}`;
  }
}
