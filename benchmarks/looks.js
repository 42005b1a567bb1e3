// What a reader sees of the open page: how much of the screen is a map or chart, and which
// texts of tables are wider than their columns. Widths are those that the table works with.
() => {
  const seen = (box) => {
    const across = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
    const down = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return Math.max(0, across) * Math.max(0, down);
  };
  const maps = [...document.querySelectorAll(".js-plotly-plot")].filter(
    (each) => each.querySelector(".geo") || each.querySelector(".maplibregl-canvas"),
  );
  const shares = maps.map(
    (each) => (100 * seen(each.getBoundingClientRect())) / (innerWidth * innerHeight),
  );
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = '400 14px "Source Sans"';
  const wide = (text) => pen.measureText(text).width;
  const lines = (text, room) => {
    let [count, at] = [1, 0];
    for (const word of text.split(/\s+/)) {
      if (at && at + wide(` ${word}`) > room) [count, at] = [count + 1, wide(word)];
      else at += wide(at ? ` ${word}` : word);
      if (wide(word) > room) return Infinity;
    }
    return count;
  };
  const gridOf = (canvas) => {
    const key = Object.keys(canvas).find((each) => each.startsWith("__reactFiber$"));
    for (let at = canvas[key]; at; at = at.return) {
      const props = at.memoizedProps;
      if (props?.columns?.[0]?.width && props.rowHeight) return props;
    }
    return null;
  };
  const cut = [];
  let cells = 0;
  for (const canvas of document.querySelectorAll('[data-testid="data-grid-canvas"]')) {
    const grid = gridOf(canvas);
    const frame = canvas.closest('[data-testid="stDataFrame"]').querySelector(".dvn-scroller");
    const beyond = frame.scrollWidth - frame.clientWidth;
    if (beyond > 0) cut.push(`a table is ${beyond} pixels wider than its frame`);
    const high = typeof grid.rowHeight === "function" ? grid.rowHeight(0) : grid.rowHeight;
    const most = high > 64 ? Math.floor(high / 19.6) : 1;
    for (const head of canvas.querySelectorAll("th")) {
      const column = grid.columns.find((each) => each.title === head.textContent);
      if (!column) continue;
      const room = column.width - 16;
      const at = head.getAttribute("aria-colindex");
      if (wide(head.textContent) > room + 0.5) cut.push(head.textContent);
      for (const cell of canvas.querySelectorAll(`td[aria-colindex="${at}"]`)) {
        const text = cell.textContent;
        cells += 1;
        // A number stands here as it is kept, not as it is written.
        if (/^-?\d+(\.\d+)?$/.test(text)) continue;
        const fits = most === 1 ? wide(text) <= room + 0.5 : lines(text, room + 0.5) <= most;
        if (!fits) cut.push(text);
      }
    }
  }
  return { share: Math.max(0, ...shares), cells, cut };
};
