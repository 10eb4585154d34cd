defmodule App do
  import Enum
  import List, only: [first: 1]
  alias Geometry.Point
  alias Geometry.{Line, Circle}
  alias Geometry.Shape, as: Form
  require Logger
  use GenServer
end
