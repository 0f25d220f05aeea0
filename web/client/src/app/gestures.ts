const LONG_MS = 500;
const SLIP_PX = 10;

/** A long press on a message opens its menu, where there is no mouse that could point at it (MOB-029). */
export function startGestures(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  let isLong = false;
  const stop = () => clearTimeout(timer);
  const handleStart = (event: TouchEvent) => {
    stop();
    isLong = false;
    const [touch] = event.touches;
    const article = (event.target as Element).closest<HTMLElement>("article[data-message-id]");
    if (touch === undefined || event.touches.length > 1 || article === null) return;
    from = { x: touch.clientX, y: touch.clientY };
    timer = setTimeout(() => {
      isLong = true;
      openMenu(article);
    }, LONG_MS);
  };
  const handleMove = ({ touches: [touch] }: TouchEvent) => {
    if (touch === undefined || Math.hypot(touch.clientX - from.x, touch.clientY - from.y) > SLIP_PX) stop();
  };
  // Neither the browser's own menu nor what is below the finger answers too.
  const handleEnd = (event: Event) => {
    stop();
    if (isLong) event.preventDefault();
  };
  addEventListener("touchstart", handleStart, { passive: true });
  addEventListener("touchmove", handleMove, { passive: true });
  addEventListener("touchend", handleEnd);
  addEventListener("touchcancel", stop);
  addEventListener("contextmenu", handleEnd);
  return () => {
    stop();
    removeEventListener("touchstart", handleStart);
    removeEventListener("touchmove", handleMove);
    removeEventListener("touchend", handleEnd);
    removeEventListener("touchcancel", stop);
    removeEventListener("contextmenu", handleEnd);
  };
}

/** The toolbar comes with the focus; the last of its buttons is the menu. */
function openMenu(article: HTMLElement): void {
  article.focus();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const buttons = article.querySelectorAll<HTMLElement>("[role='toolbar'] button");
      buttons[buttons.length - 1]?.click();
    }),
  );
}
