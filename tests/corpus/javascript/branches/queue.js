function drain(queue, limit) {
  if (!queue || queue.length === 0) {
    return null;
  } else if (queue.closed && limit) {
    return queue.closed ? "closed" : limit > 3 ? "many" : "few";
  } else {
    for (let i = 0; i < limit; i++) {
      for (const item of queue) {
        if (item) continue;
      }
    }
  }
  for (const key in queue) {
    while (key) {
      do {
        limit--;
      } while (limit);
    }
  }
  switch (queue.kind) {
    case "first":
    case "second": {
      if (limit) break;
      break;
    }
    default:
      limit ??= 1;
  }
  try {
    queue.open();
  } catch (error) {
    if (error) throw error;
  } finally {
    queue.close();
  }
  const pick = (item) => item && item.ready;
  queue.forEach((item) => {
    if (item) pick(item);
  });
  return limit ?? queue?.limit;
}

const late = async (jobs) => {
  for await (const job of jobs) if (job) return job;
};

if (drain) late([]);
