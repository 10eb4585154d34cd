defmodule State do
  def step(a, b) do
    if a > 1 && b || a < 0 do
      1
    else
      2
    end
    unless b, do: 1
    case a do
      1 -> 1
      x when x > 2 -> 2
      _ -> 3
    end
    cond do
      a > 1 -> 1
      true -> 2
    end
    for i <- 1..3, i > 1, do: i
    with {:ok, x} <- run() do
      x
    end
    try do
      run()
    rescue
      e in Failure -> 1
    end
    a and b or c
  end
end
