module Shapes
  module Helpers
    def self.helper
      2
    end

    module_function

    def make
      Square.new
    end
  end

  class Shape
    def reopened
      area
    end
  end
end
