module Shapes
  module Sided
    def sides
      side * 4
    end
  end

  class Shape
    include Sided

    def initialize
      @inner = nil
    end

    def area
      side * self.side
    end

    def side
      1
    end

    def scaled
      self
    end
  end
end
