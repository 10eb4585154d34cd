defmodule First do
  def whole(), do: call()
  def half(a do
    x = =
  end
end
