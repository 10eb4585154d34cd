require_relative "shape"
require_relative "helpers"

module Shapes
  class Square < Shape
    UNIT = new

    def self.unit
      new
    end

    class << self
      def doubled
        unit.twice
      end
    end

    def side
      super + Helpers.helper
    end

    def twice
      area
    end
  end
end
