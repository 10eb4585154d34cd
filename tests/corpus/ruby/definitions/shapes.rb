# frozen_string_literal: true

# A plane.
module Plane
  LIMIT = 3
  A, B = 1, 2

  # A point.
  # Immutable.
  class Point < Base::Thing
    include Comparable
    attr_accessor :x, :y
    attr_reader "z", :w
    ORIGIN = new(0, 0)

    def initialize(x, y = 1, *rest, k:, o: 2, **options, &block)
      @x = x
    end

    def self.make(a) = new(a)

    class << self
      def build; end

      private

      def hidden; end
    end

    def +(other); end
    def x=(value); end
    def empty?; end

    protected def shared; end

    private

    attr_writer :secret

    def inside; end

    public

    def outside; end

    private_class_method def self.concealed; end
    alias old outside
    define_method(:dynamic) { |a| a }

    class Nested; end
  end

  def helper; end
end

class Plane::Deep::Point3; end

Pair = Struct.new(:a, :b) do
  def sum
    a + b
  end
end

def top(a)
  LOCAL = 1
  def inner; end
end

def Plane.late(a, b); end
