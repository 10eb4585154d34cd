defmodule Geometry.Point do
  @moduledoc "A point."
  @limit 3
  defstruct [:x, :y]

  # Moves it.
  def move(point, by \\ 1) do
    helper(point)
  end

  def area(%{x: x}), do: x * x
  defp helper(a) when is_integer(a), do: a
  defmacro build(name) do
    quote do: unquote(name)
  end
  defguard is_even(n) when rem(n, 2) == 0
  defdelegate late(a), to: Other

  defmodule Nested do
    def deep, do: 1
  end
end

defprotocol Shape do
  def draw(shape)
end

defimpl Shape, for: Geometry.Point do
  def draw(_), do: :ok
end
