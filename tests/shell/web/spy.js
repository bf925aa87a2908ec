// Runs before anything else on the page: remembers every listener that is put on the page itself.
window.listenersSeen = [];
{
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    const target = this ?? window;
    if (target === window || target === document || target instanceof Node) {
      window.listenersSeen.push(`${target.nodeName ?? "window"} ${type}`);
    }
    return add.call(target, type, ...rest);
  };
}
