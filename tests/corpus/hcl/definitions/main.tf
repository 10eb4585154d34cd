# The provider.
terraform {
  required_version = ">= 1.0"
}

variable "name" {
  type    = string
  default = "x"
}

/* The server. */
resource "aws_instance" "web" {
  ami = var.name
  tags = { Name = "web" }

  network_interface {
    device_index = 0
  }
}

locals {
  size = 3
}

module "net" {
  source = "./net"
}

output "ip" { value = aws_instance.web.ip }
